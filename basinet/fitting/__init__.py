"""What the estimators share.

`given` makes objects of what their parameters say, `parameters` lists these, the learner's fields
among them; `inputs` checks samples and labels, and says what of them reaches the learner;
`watching` looks after the epochs: a held-out part, the best state, a bar.
"""
