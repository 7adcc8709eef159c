"""Why a measure changed between two periods: what each member of a dimension adds to the change, mix against rate.

`asked` is the question, `parts` what a measure is made of, `split` the arithmetic, `periods` which days are compared,
`dimensions` by what it is explained, `explain` the queries (`asker` runs them, `explained` is what they come to), `told` the
table, the picture and the words, `offered` what of an answer can be asked.
"""
