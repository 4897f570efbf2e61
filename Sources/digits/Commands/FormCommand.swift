import ArgumentParser

struct FormCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "form",
        abstract: "Read stacks of one form: a table with a row for each sheet.",
        discussion: """
            A form file says what is printed on a sheet and what is written where. 'digits form new' makes one of a blank sheet; its fields are \
            then named and described in any text editor (Docs/FORMS.md). 'digits form read' lays each page on the form by what is \
            printed, whatever a scanner or a phone did to it, and reads the fields. With --job it keeps what it read in a file, which people \
            look through with 'digits form review'.

            Examples:
              digits form new exam.png --output exam.form --annotate fields.png
              digits form read exam.form scans/ --csv exam.csv
              digits form read exam.form scans/ --among student=students.csv
              digits form read exam.form scans/ --job exam.job
              digits form review exam.job
            """,
        subcommands: [
            FormNewCommand.self, FormReadCommand.self, FormReviewCommand.self, FormExportCommand.self, FormDeleteCommand.self,
        ])
}
