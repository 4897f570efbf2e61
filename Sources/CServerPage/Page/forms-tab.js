// The Forms tab: makes a form file from a blank sheet, and a table from filled-in sheets.

import { FormEditor } from "./form-editor.js"
import { NumberLists } from "./number-lists.js"
import * as server from "./server.js"
import { SheetTable } from "./sheet-table.js"

const element = id => document.getElementById(id)
const stem = name => name.replace(/\.[^.]*$/, "")
/** A form's name, from that of a file: without what nobody sees, and no longer than the server accepts. */
const formName = file => [...stem(file).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")].slice(0, 50).join("").trim() || "form"

/** Offers a text to be saved as a file. */
function download(text, name, type) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([text], { type })), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

export class Forms {
  constructor(page) {
    this.page = page
    this.editor = new FormEditor(() => this.formChanged())
    this.table = new SheetTable()
    this.lists = new NumberLists(() => this.numberFields)
    /** The forms of the server. */
    this.forms = []
    /** The name of a form of the server that reads, where no form is edited. */
    this.served = ""
    /** What reads sheets now, to be stopped. */
    this.reading = null
    this.listen()
  }

  /** The tab is opened. */
  async opened() {
    await this.doing("", async () => {
      const { forms, saves } = await server.forms()
      this.forms = forms
      element("save-form").hidden = !saves
      element("served-part").hidden = forms.length === 0
      element("served").replaceChildren(new Option("Choose …", ""), ...forms.map(({ name }) => new Option(name, name)))
      element("served").value = this.served
    })
  }

  listen() {
    const files = (id, use) => element(id).addEventListener("change", event => {
      use([...event.target.files])
      event.target.value = ""
    })
    files("blank", ([file]) => this.propose(file))
    files("form-file", ([file]) => this.openFile(file))
    files("sheets", files => this.read(files))
    element("served").addEventListener("change", event => this.choose(event.target.value))
    element("download-form").addEventListener("click", () => this.downloadForm())
    element("save-form").addEventListener("click", () => this.saveForm())
    element("other-form").addEventListener("click", () => this.begin())
    element("stop").addEventListener("click", () => this.reading?.abort())
    element("clear-table").addEventListener("click", () => this.clear())
    element("download-table").addEventListener("click", () => download(this.table.csv, "table.csv", "text/csv"))
    this.listenForDrops()
  }

  listenForDrops() {
    const isOpen = () => document.body.dataset.tab === "forms"
    const area = () => element(this.hasForm ? "sheets-drop" : "form-drop")
    document.addEventListener("dragover", event => {
      if (!isOpen()) return
      event.preventDefault()
      area().classList.add("is-over")
    })
    document.addEventListener("dragleave", event => { if (!event.relatedTarget) area().classList.remove("is-over") })
    document.addEventListener("drop", event => {
      if (!isOpen()) return
      event.preventDefault()
      area().classList.remove("is-over")
      const files = [...event.dataTransfer.files]
      if (this.hasForm) this.read(files)
      else if (/\.(form|json)$/.test(files[0]?.name ?? "")) this.openFile(files[0])
      else this.propose(files[0])
    })
  }

  /** The names of the fields that hold numbers, in all rows of tables. */
  get numberFields() {
    const form = this.served ? this.forms.find(form => form.name === this.served) : this.editor.form && { fields: this.editor.rows }
    return (form?.fields ?? []).filter(field => field.kind !== "marks").flatMap(({ name, rows }) =>
      (rows?.count > 1 ? Array.from({ length: Math.min(rows.count, 1000) }, (_, row) => `${name} ${row + 1}`) : [name]))
  }

  get hasForm() { return !element("sheets-part").hidden }

  /** Runs an action; its error is shown. */
  async doing(text, action) {
    this.say(text)
    try {
      await action()
      this.page.working()
      if (text) this.say("")
    } catch (error) {
      this.say("")
      this.page.failed(error)
    }
  }

  say(text) {
    element("forms-status").textContent = text
    element("forms-status").hidden = !text
  }

  /** Has the server find the fields of a blank sheet. */
  async propose(file) {
    if (!file) return
    await this.doing(`Looking for fields in ${file.name} …`, async () => this.edit(await server.proposeForm(file, formName(file.name))))
  }

  async openFile(file) {
    if (!file) return
    await this.doing("", async () => {
      let form
      try {
        form = JSON.parse(await file.text())
      } catch {
        throw new Error(`${file.name}: a form file expected.`)
      }
      if (!String(form.reference).startsWith("data:")) throw new Error(`${file.name}: a form file with its picture inside expected.`)
      // Checked before anything is shown.
      await server.checkForm(JSON.stringify(form))
      await this.edit(form)
    })
  }

  async edit(form) {
    await this.editor.show(form)
    this.served = ""
    this.showForm(form.form)
    element("form-editor").hidden = false
    const first = element("fields").querySelector("input")
    if (first) first.select()
  }

  /** Reads with a form of the server. */
  choose(name) {
    if (!name) return
    this.served = name
    element("form-editor").hidden = true
    this.showForm(name)
  }

  showForm(name) {
    this.clear()
    this.lists.clear()
    element("form-start").hidden = true
    element("sheets-part").hidden = element("other-form").hidden = false
    element("sheets-title").textContent = `Filled sheets of ${name}`
  }

  /** Back to where there is no form. */
  begin() {
    this.reading?.abort()
    this.served = ""
    this.clear()
    element("form-start").hidden = false
    element("form-editor").hidden = element("sheets-part").hidden = element("other-form").hidden = true
    this.opened()
    element("blank").focus()
  }

  formChanged() {
    element("save-form").textContent = "Save on this server"
    delete element("save-form").dataset.replaces
    element("form-saved").textContent = ""
  }

  get fileName() { return element("form-name").value.trim().replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[.-]+|[.-]+$/g, "") || "form" }

  async downloadForm() {
    await this.doing("", async () => {
      await server.checkForm(this.editor.text)
      download(this.editor.text, `${this.fileName}.form`, "application/json")
    })
  }

  async saveForm() {
    const button = element("save-form")
    await this.doing("", async () => {
      try {
        await server.saveForm(this.editor.text, this.fileName, "replaces" in button.dataset)
      } catch (error) {
        if (error.status === 409) {
          button.textContent = `Replace ${this.fileName}`
          button.dataset.replaces = ""
        }
        throw error
      }
      this.formChanged()
      element("form-saved").textContent = `Saved as ${this.fileName}.`
    })
  }

  /** Reads files of filled sheets, one after the other. */
  async read(files) {
    if (files.length === 0 || this.reading) return
    const reading = this.reading = new AbortController()
    element("stop").hidden = false
    try {
      const [form, lists] = [this.served ? null : this.editor.text, new Map(this.lists.files)]
      for (const [index, file] of files.entries()) {
        this.sayRead(`Reading ${index + 1} of ${files.length}: ${file.name} …`)
        await this.readFile(file, form, lists, reading.signal)
        if (reading.signal.aborted) break
      }
    } catch (error) {
      if (error.name !== "AbortError") this.page.failed(error)
    }
    try {
      await this.assign()
    } catch (error) {
      this.page.failed(error)
    }
    this.reading = null
    element("stop").hidden = true
    this.sayRead(this.table.isEmpty ? "" : this.table.summary)
  }

  async readFile(file, form, lists, signal) {
    try {
      const { sheets, lists: counts, unique, notes } = await server.readSheets(file, { form, name: this.served, lists, signal })
      for (const sheet of sheets) sheet.lists = Object.keys(counts)
      this.counts = { ...this.counts, ...counts }
      this.unique = unique
      this.lists.tell(counts, notes)
      this.table.add(sheets)
      this.page.working()
    } catch (error) {
      // An error of one file does not stop the others; an error of the form or the server does.
      const isOfFile = [400, 413].includes(error.status)
        && (error.message.startsWith(file.name) || !/^(fields?|rules?|form|reference|page|list|among|previous)\b/.test(error.message))
      if (!isOfFile) throw error
      this.table.addFailure(file.name, error.message)
    }
  }

  /** Gives the lists' numbers to all sheets of the table that were read with them, and finds values that are not unique. */
  async assign() {
    for (const [name, count] of Object.entries(this.counts)) {
      const sheets = this.table.listed(name)
      if (sheets.length) this.table.give(name, sheets, await server.assignNumbers(count, this.table.asRead(name, sheets)))
    }
    for (const [rule, names] of Object.entries(this.unique)) {
      const places = this.table.fieldsNamed(names)
      if (places.length) this.table.change(places, await server.checkUnique(rule, places.map(place => place.field)))
    }
  }

  sayRead(text) { element("sheets-status").textContent = text }

  clear() {
    /** How many numbers the lists have, by their fields. */
    this.counts = {}
    /** The rules that values are unique, with the names of their fields. */
    this.unique = {}
    this.table.clear()
    this.sayRead("")
  }
}
