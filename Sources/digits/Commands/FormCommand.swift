import ArgumentParser

struct FormCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "form",
        abstract: "Read stacks of one form: a table with a row for each sheet.",
        discussion: """
            A form file says what is printed on a sheet and what is written where. 'digits form new' makes one from a blank sheet; you then \
            name and describe its fields in any text editor (Docs/FORMS.md). 'digits form read' aligns each page, scanned or photographed, \
            with the form by its print, and reads the fields. With --job it stores what it read in a file, which people check with 'digits \
            form review'.

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
