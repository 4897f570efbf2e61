// Converts the fields of a form file to rows of the editor, and back.

/** What fields may hold, in words. */
export const kinds = {
  number: "number", integer: "whole number", decimal: "number with decimals", digits: "digits", date: "date", time: "time",
  choice: "one of some numbers", marks: "checkbox", code: "QR code or barcode",
}

/** What else is asked for of a kind: the member of the form file, its label, and an example. */
export const details = {
  number: ["range", "Range", "0..100"], integer: ["range", "Range", "0..100"], decimal: ["decimals", "Decimals", "2"],
  digits: ["length", "Digits", "1..9"], choice: ["choices", "Choices", "101, 202"], marks: ["label", "Label", "yes"],
}

/** The members beside name, kind, box, boxes and turn that each kind keeps. */
const kept = {
  number: ["length", "pattern", "checksum", "range"], integer: ["length", "checksum", "range"], decimal: ["decimals", "length", "checksum", "range"],
  digits: ["length", "pattern", "checksum", "range"], date: ["order"], time: [], choice: ["choices", "pattern"], code: [],
}

/** The members that the editor sets itself, of all kinds and of any. */
const common = ["name", "kind", "box", "turn", "boxes", "required", "rows", "label", "most", "marks"]
const edited = new Set([...common, ...Object.values(kept).flat()])

/** Returns the rows of a form file's fields: one for each field, and one for each checkbox. `file` is the field as it was. */
export function rowsOf(form) {
  return form.fields.flatMap(field => {
    const { marks, choices, ...others } = field
    if (field.kind === "marks") return Object.entries(marks).map(([label, box]) => ({ ...others, label, box, file: field }))
    return [{ ...others, ...(choices && { choices: choices.join(", ") }), file: field }]
  })
}

/** Returns the fields of rows. Checkboxes with one name are one field; two of them with the same label are an error. */
export function fieldsOf(rows) {
  const fields = []
  for (const row of rows) {
    const earlier = row.kind === "marks" && fields.find(field => field.name === row.name && field.kind === "marks")
    if (earlier) {
      earlier.marks.push([row.label || "yes", row.box])
      if (row.required) earlier.required = true
    } else fields.push(fieldOf(row))
  }
  return fields.map(field => (field.kind === "marks" ? { ...field, marks: objectOf(field.name, field.marks) } : field))
}

function fieldOf({ name, kind, box, turn, boxes, required, file, ...row }) {
  const field = { name, kind }
  if (kind === "marks") {
    field.marks = [[row.label || "yes", box]]
    if (row.most) field.most = row.most
  } else {
    field.box = box
    if (turn) field.turn = turn
    if (boxes) field.boxes = boxes
    for (const member of kept[kind]) if (row[member] !== undefined && row[member] !== "") field[member] = valueOf(member, row[member])
  }
  if (required) field.required = true
  if (row.rows?.count > 1) field.rows = row.rows
  return { ...field, ...unedited(kind, file) }
}

/** What the form file says beyond what is edited here: of the same kind all of it, of another what no kind has. The server tells of the latter. */
function unedited(kind, file = {}) {
  const own = new Set([...common, ...(kept[kind] ?? [])])
  return Object.fromEntries(Object.entries(file).filter(([member]) => (file.kind === kind ? !own.has(member) : !edited.has(member))))
}

function valueOf(member, text) {
  if (member === "decimals") return Number(text)
  return member === "choices" ? text.split(/[\s,;]+/).filter(Boolean) : text
}

/** Two boxes of one label would be one member, and one of them would be lost. */
function objectOf(name, entries) {
  const labels = entries.map(([label]) => label)
  const twice = labels.find((label, place) => labels.indexOf(label) < place)
  if (twice !== undefined) throw new Error(`Field “${name}”: two boxes are called “${twice}”: give each a label of its own.`)
  return Object.fromEntries(entries)
}

/** What else a form file has: the server tells of words that it does not know. */
const others = ({ form, page, fields, rules, reference, ...rest }) =>
  Object.entries(rest).map(([name, value]) => `\n  ${JSON.stringify(name)}: ${JSON.stringify(value)},`).join("")

/** Returns a form file's text: a field a line, the picture last. */
export function textOf(form, name, rows) {
  const lines = values => (values.length ? `[\n${values.map(value => `    ${JSON.stringify(value)}`).join(",\n")}\n  ]` : "[]")
  return `{
  "form": ${JSON.stringify(name)},
  "page": ${JSON.stringify(form.page)},
  "fields": ${lines(fieldsOf(rows))},
  "rules": ${lines(form.rules ?? [])},${others(form)}
  "reference": ${JSON.stringify(form.reference)}
}
`
}
