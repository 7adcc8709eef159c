"""A provider's proposals for a model: words, calculated measures, conditions, instructions. Each is checked, a person decides.

run = begin(model, tables, asker, values=False) # which batches there are, and what they would cost
go_on(ledger, model, asker, checks, ...)       # asks batch by batch; what was paid is in the ledger before anything else
applied(model, review, proposals)              # what a person took, with where it comes from
"""
