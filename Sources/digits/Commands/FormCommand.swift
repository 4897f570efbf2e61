import ArgumentParser

struct FormCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "form",
        abstract: "Read stacks of one form: a table with a row for each sheet.",
        discussion: """
            A form file says what is printed on a sheet and what is written where. 'digits form new' makes one of a blank sheet; its fields are \
            then named, and said what they hold, in any text editor (Docs/FORMS.md). 'digits form read' lays each page on the form by what is \
            printed, whatever a scanner or a phone did to it, and reads the fields.

            Examples:
              digits form new exam.png --output exam.form --annotate fields.png
              digits form read exam.form scans/ --csv exam.csv
              digits form read exam.form scans/ --among student=students.csv
            """,
        subcommands: [FormNewCommand.self, FormReadCommand.self])
}
