"""An office's old report becomes its workspace: read, its figures found and named, catalogue and template written.

`source` reads a finished report, `found` finds its figures and `labels` what they count, `binding` makes facts of them,
`written` writes catalogue, year file and template, `asked` is about what people have to decide.
"""
