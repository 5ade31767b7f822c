"""An office's old report becomes its workspace: read, its figures found and named, catalogue and template written.

`source` reads a finished report, `found` finds its figures and `labels` what they count (by the words in `phrases`),
`binding` makes facts of them, `written` writes catalogue and year file, `template` the template, `trial` sees that the
text comes out, `years` tells an earlier year's report by the newest one's template. `formulas`, `sums` and `asked` are
about what people have to decide, `answers` puts in what they did, `directions` in the words beside a change.
"""
