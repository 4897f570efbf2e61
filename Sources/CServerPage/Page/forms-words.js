// The words of the review for a field.

/** Returns where a field was found. */
export const placeText = field => (field.page ? `${field.file}, page ${field.page}` : field.file)

/** Returns a probability as text. */
export const percent = value => `${(100 * value).toFixed(value > 0.99 ? 2 : 1)} %`

/** Returns what was read, and why a person should look at it. */
export function doubt(field) {
  const reasons = []
  if (field.failed_rule) reasons.push(`the rule “${field.failed_rule}” is not met`)
  if (field.is_missing) reasons.push("it must be filled in")
  const read = field.value === "" ? `read as ${field.state}` : `read as ${field.value}, ${field.state}, ${percent(field.confidence)}`
  return [read, ...reasons].join("; ")
}
