"""Search over the margin and the self-coupling with scikit-learn's own grid search.

The fields of the learner are parameters of the classifier, as `learner__<field>`. Trying other
numbers compiles nothing new, so that the grid costs little more than the training itself.
"""

from sklearn.datasets import load_digits
from sklearn.model_selection import GridSearchCV, train_test_split

from basinet import Classifier, Steered

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=600, random_state=0)

search = GridSearchCV(
    Classifier(Steered(hidden=200), epochs=3, random_state=0),
    {"learner__teaching__margin": [0.3, 0.9, 2.7], "learner__self_coupling": [0.0, 0.5, 1.0]},
    cv=2,
)
search.fit(X_train, y_train)

print("margin  self-coupling  accuracy")
for setting, accuracy in zip(
    search.cv_results_["params"], search.cv_results_["mean_test_score"], strict=True
):
    margin, self_coupling = setting["learner__teaching__margin"], setting["learner__self_coupling"]
    print(f"{margin:6.1f}  {self_coupling:13.1f}  {accuracy:8.3f}")
print(f"best: {search.best_params_}")
print(f"on samples that the search never saw: {search.score(X_test, y_test):.3f}")
