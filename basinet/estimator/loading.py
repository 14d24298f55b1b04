"""Reading a classifier from the file that it, or a training run, was saved in."""

from pathlib import Path

import numpy as np

from basinet.estimator.classifier import Classifier
from basinet.learners import AbstractLearner
from basinet.saving import load_model


def load(path: str | Path, learner: type[AbstractLearner] | None = None) -> Classifier:
    """Read a classifier from a file that `Classifier.save` or a training run wrote.

    Nothing in the file is executed, and nothing is imported because it says so: a learner of your
    own is found where its module has been imported, or where you give its class.

    Args:
        path: the file; for the folder of a run, the model in it.
        learner: the class of the learner, where it is one of your own.

    Returns:
        A fitted classifier that answers as the saved one did.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: when the file is damaged, foreign or of another version.
    """
    path = Path(path)
    model = load_model(path / "model.safetensors" if path.is_dir() else path, learner)
    if "auto_associative" in model.extra:
        raise ValueError(f"{path} holds an associative memory; read it with Associator.load")
    given = {
        "random_state": model.seed,
        "epochs": model.extra.get("epochs", model.epoch.number),
        "batch_size": model.extra.get("batch_size", 16),
    } | model.extra.get("parameters", {})
    if "class_weight" in model.extra:
        given["class_weight"] = dict(model.extra["class_weight"])
    encoder = given.pop("encoder", model.encoder)
    clf = Classifier(given.pop("learner", model.learner), encoder=encoder)
    for name in given.keys() & clf.get_params(deep=False).keys():
        setattr(clf, name, given[name])
    clf._adopt(model)
    if "feature_names" in model.extra:
        names = np.array(model.extra["feature_names"], dtype=object)
        setattr(clf, "feature_names_in_", names)  # noqa: B010 - scikit-learn declares it nowhere
    return clf
