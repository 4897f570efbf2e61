// The page: its tabs, the choice of the model, the token, and errors.

import { Corrections } from "./corrections.js"
import { Drawing } from "./drawing.js"
import { Forms } from "./forms-tab.js"
import { Photo } from "./photo.js"
import * as server from "./server.js"

const element = id => document.getElementById(id)

const page = {
  /** The name of the model that looks at single digits; empty until the server has listed its models. */
  model: "",

  /** Shows one of the tabs. */
  open(name) {
    document.body.dataset.tab = name
    for (const tab of document.querySelectorAll("[role=tab]")) {
      const isOpen = tab.getAttribute("aria-controls") === name
      tab.setAttribute("aria-selected", String(isOpen))
      tab.tabIndex = isOpen ? 0 : -1
      element(tab.getAttribute("aria-controls")).hidden = !isOpen
    }
    if (name === "forms") forms.opened()
  },

  /** Shows an error, in the server's own words; asks for a token if one is missing or wrong. */
  failed(error) {
    const isLocked = error.status === 401
    element("token-form").hidden = !isLocked
    element("problem").hidden = isLocked
    element("problem").textContent = error.message
    if (!isLocked) return
    const isWrong = server.hasToken()
    element("token-message").textContent = isWrong ? "Wrong token. Try again:" : "This server requires a token:"
    element("token").setAttribute("aria-invalid", String(isWrong))
  },

  /** Hides what `failed` has shown. */
  working() {
    element("token-form").hidden = element("problem").hidden = true
  },
}

const corrections = new Corrections(page)
const drawing = new Drawing(page, corrections)
new Photo(page, corrections)
const forms = new Forms(page)

for (const tab of document.querySelectorAll("[role=tab]")) {
  tab.addEventListener("click", () => page.open(tab.getAttribute("aria-controls")))
  tab.addEventListener("keydown", event => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return
    const tabs = [...document.querySelectorAll("[role=tab]")]
    const step = event.key === "ArrowRight" ? 1 : tabs.length - 1
    const other = tabs[(tabs.indexOf(tab) + step) % tabs.length]
    page.open(other.getAttribute("aria-controls"))
    other.focus()
  })
}

element("token-form").addEventListener("submit", event => {
  event.preventDefault()
  server.setToken(element("token").value)
  element("token").value = ""
  start()
})

element("model").addEventListener("change", event => {
  page.model = event.target.value
  drawing.changed()
})

async function start() {
  try {
    const names = await server.models()
    page.model = names[0]
    element("model").replaceChildren(...names.map(name => new Option(name)))
    document.querySelector(".model").hidden = names.length < 2
    page.working()
    if (document.body.dataset.tab === "forms") forms.opened()
    if (!drawing.pad.isBlank) drawing.changed()
  } catch (error) {
    page.failed(error)
  }
}

start()
