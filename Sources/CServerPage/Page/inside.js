// The look inside: which pixels mattered, what each layer makes of a digit, and the filters.

import { drawFilters, drawGray, drawImportance, drawTiles } from "./pictures.js"
import * as server from "./server.js"

const element = id => document.getElementById(id)

export class Inside {
  constructor(page) {
    this.page = page
    this.details = element("inside")
    this.pixels = null
    this.isAsking = false
    this.isStale = false
    /** The model whose filters are shown. */
    this.filterModel = null
    this.details.addEventListener("toggle", () => this.ask())
  }

  /** Shows a digit, or nothing. */
  show(pixels) {
    this.pixels = pixels
    element("inside-hint").hidden = Boolean(pixels)
    element("inside-content").hidden = !pixels
    this.isStale = true
    this.ask()
  }

  async ask() {
    if (this.isAsking) return
    this.isAsking = true
    while (this.isStale && this.details.open && this.pixels) {
      this.isStale = false
      try {
        this.draw(await server.look(this.pixels, this.page.model))
        if (this.filterModel !== this.page.model) await this.showFilters()
      } catch (error) {
        this.page.failed(error)
      }
    }
    this.isAsking = false
  }

  draw(answer) {
    const pixels = this.pixels
    if (!pixels) return
    drawGray(element("inside-digit"), pixels)
    drawImportance(element("inside-importance"), pixels, answer.importance)
    element("importance-caption").textContent = `what mattered for ${answer.digit}`
    update(element("layers"), answer.layers, (canvas, layer) => drawTiles(canvas, layer.shown))
  }

  async showFilters() {
    const model = this.page.model
    const answer = await server.filters(model)
    element("filters").replaceChildren()
    update(element("filters"), answer.layers, (canvas, layer) => drawFilters(canvas, layer.shown))
    this.filterModel = model
  }
}

/** Draws one figure for each layer into those that are there already, so that nothing jumps. */
function update(container, layers, draw) {
  layers.forEach((layer, index) => {
    const figure = container.children[index] ?? container.appendChild(makeFigure())
    figure.querySelector("figcaption").innerHTML = "<b></b> <span></span>"
    figure.querySelector("b").textContent = layer.name
    figure.querySelector("span").textContent = `${layer.kind}, ${layer.shape.join(" × ")}`
    const canvas = figure.querySelector("canvas")
    canvas.setAttribute("role", "img")
    canvas.setAttribute("aria-label", `${layer.name}, largest value ${layer.shown.largest.toPrecision(3)}`)
    draw(canvas, layer)
  })
  while (container.children.length > layers.length) container.lastChild.remove()
}

function makeFigure() {
  const figure = document.createElement("figure")
  figure.className = "layer"
  figure.innerHTML = '<figcaption></figcaption><canvas class="pixels"></canvas>'
  return figure
}
