// The look inside: which pixels mattered, and the output of each stage of the network.

import { colorOf, drawFilters, drawGray, drawImportance, drawTiles } from "./pictures.js"
import { percent } from "./readings.js"
import * as server from "./server.js"
import { details, stages } from "./stages.js"

const element = id => document.getElementById(id)

export class Inside {
  constructor(page) {
    this.page = page
    this.details = element("inside")
    this.pixels = null
    this.isAsking = false
    this.isStale = false
    /** The kernels by layer, and the model that they are of. */
    this.filters = { model: null, layers: new Map() }
    this.details.addEventListener("toggle", () => this.ask())
  }

  /** Shows a digit, 28x28 bytes, or nothing. */
  show(pixels) {
    this.pixels = pixels
    this.isStale = true
    this.ask()
  }

  async ask() {
    if (this.isAsking) return
    this.isAsking = true
    while (this.isStale && this.details.open && this.pixels) {
      this.isStale = false
      try {
        const [pixels, model] = [this.pixels, this.page.model]
        const answer = await server.look(pixels, model)
        if (this.filters.model !== model) {
          const { layers } = await server.filters(model)
          this.filters = { model, layers: new Map(layers.map(layer => [layer.name, layer])) }
          element("stages").replaceChildren()
        }
        this.draw(pixels, answer)
      } catch (error) {
        this.page.failed(error)
      }
    }
    this.isAsking = false
  }

  draw(pixels, answer) {
    drawGray(element("inside-digit"), pixels)
    drawImportance(element("inside-importance"), pixels, answer.importance)
    element("importance-caption").textContent = `What mattered for ${answer.digit}`
    const list = element("stages")
    const found = stages(answer.layers)
    // Reuses existing elements, so that nothing jumps while somebody draws.
    found.forEach((stage, index) => {
      const item = list.children[index] ?? list.appendChild(this.makeItem(stage))
      item.querySelector(".purpose").textContent = stage.purpose
      item.querySelector(".details").textContent = details(stage)
      if (stage.isOutput) showCells(item.querySelector(".cells"), answer, stage.layer.shape[0])
      else drawTiles(item.querySelector("canvas"), stage.shown, list.clientWidth)
    })
    while (list.children.length > found.length) list.lastChild.remove()
  }

  makeItem(stage) {
    const item = document.createElement("li")
    item.innerHTML = '<p><span class="purpose"></span> <span class="details help"></span></p>'
    if (stage.isOutput) {
      item.append(Object.assign(document.createElement("ol"), { className: "cells" }))
      return item
    }
    item.append(grid(`${stage.layer.name}: its output, channel by channel`))
    const kernels = this.filters.layers.get(stage.layer.name)
    if (kernels) item.append(this.makeFilters(kernels))
    return item
  }

  makeFilters({ name, shown }) {
    const fold = document.createElement("details")
    const [height, width, inputs, filters] = shown.shape
    fold.innerHTML = "<summary></summary>"
    fold.firstChild.textContent = `Its ${filters} patterns, ${height} × ${width}${inputs === 1 ? "" : ` × ${inputs}`}`
    const canvas = grid(`${name}: its filters`)
    fold.append(canvas)
    fold.addEventListener("toggle", () => drawFilters(canvas, shown, element("stages").clientWidth))
    return fold
  }
}

function grid(label) {
  const canvas = Object.assign(document.createElement("canvas"), { className: "pixels" })
  canvas.setAttribute("role", "img")
  canvas.setAttribute("aria-label", label)
  return canvas
}

/** Shows the network's output: a labeled cell for each digit and, of 11 classes, one for what is not a digit. */
function showCells(list, { isDigit, probabilities }, classes) {
  const values = classes === 11 ? [...probabilities.map(value => isDigit * value), 1 - isDigit] : probabilities
  list.replaceChildren(...values.map((value, index) => {
    const cell = document.createElement("li")
    cell.innerHTML = "<b></b><small></small>"
    cell.firstChild.textContent = index < 10 ? index : "none"
    cell.lastChild.textContent = percent(value)
    cell.firstChild.style.borderBottomColor = `rgb(${colorOf(127 * value)})`
    return cell
  }))
}
