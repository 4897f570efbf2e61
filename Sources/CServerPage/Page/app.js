// The page: its two parts, the choice of the model, and what goes wrong.

import { Drawing } from "./drawing.js"
import { Photo } from "./photo.js"
import * as server from "./server.js"

const element = id => document.getElementById(id)

const page = {
  /** The model that is asked, once the server has told its models. */
  model: "",

  /** Shows one of the two parts. */
  open(name) {
    for (const tab of document.querySelectorAll("[role=tab]")) {
      const isOpen = tab.getAttribute("aria-controls") === name
      tab.setAttribute("aria-selected", String(isOpen))
      tab.tabIndex = isOpen ? 0 : -1
      element(tab.getAttribute("aria-controls")).hidden = !isOpen
    }
  },

  /** Tells what went wrong, in the server's own words. */
  failed(error) {
    element("token-form").hidden = error.status !== 401
    element("problem").hidden = error.status === 401
    element("problem").textContent = error.message
  },

  /** All is well again. */
  working() {
    element("token-form").hidden = element("problem").hidden = true
  },
}

const drawing = new Drawing(page)
new Photo(page)

for (const tab of document.querySelectorAll("[role=tab]")) {
  tab.addEventListener("click", () => page.open(tab.getAttribute("aria-controls")))
  tab.addEventListener("keydown", event => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return
    const other = tab.nextElementSibling ?? tab.previousElementSibling
    page.open(other.getAttribute("aria-controls"))
    other.focus()
  })
}

element("token-form").addEventListener("submit", event => {
  event.preventDefault()
  server.setToken(element("token").value)
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
    if (!drawing.pad.isBlank) drawing.changed()
  } catch (error) {
    page.failed(error)
  }
}

start()
