// The problems of the stack as a whole, and its table.
import { problemsOf, table } from "./forms-server.js"

const $ = id => document.getElementById(id)

/**
 * Lists what is wrong with the stack.
 * @param choose shows a field for review, by its number
 */
export async function showStack(choose) {
  const problems = await problemsOf($("number-field").value)
  const lists = [
    [`Sheets of one ${problems.field}`, problems.duplicates], [`Sheets without ${problems.field}`, problems.without],
    ["Pages that match no form", problems.sheets],
  ]
  $("problems").replaceChildren(
    ...lists.flatMap(([title, rows]) => [
      Object.assign(document.createElement("h2"), { textContent: `${title}: ${rows.length}` }),
      list(rows, choose),
    ]),
  )
}

function list(rows, choose) {
  const list = document.createElement("ul")
  list.append(
    ...rows.map(row => {
      const item = document.createElement("li")
      item.append(Object.assign(document.createElement("b"), { textContent: row.value || "–" }), row.source)
      if (row.id) {
        const button = Object.assign(document.createElement("button"), { textContent: "Look" })
        button.setAttribute("aria-label", `Look at ${row.source}`)
        button.addEventListener("click", () => choose(row.id))
        item.append(button)
      }
      return item
    }),
  )
  return list
}

/** Has the browser save the table. */
export async function saveTable(format) {
  const blob = await table(format)
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `table.${format}` })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
