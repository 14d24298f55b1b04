"""Arrays and pictures as people have them: archives, MATLAB files, folders, and what they are."""

import numpy as np
import pytest
from written import BYTES, RNG, N, X, quiet, text, write

from basinet.data import (
    DataError,
    DataWarning,
    Rescale,
    content,
    load,
    read_features,
    read_labelled,
)


def test_bytes_of_colours_in_a_row_are_pixels(tmp_path):
    colours = RNG.integers(0, 256, (N, 3 * 64), dtype=np.uint8)
    np.savez(tmp_path / "cifar.npz", data=colours, labels=np.arange(N) % 2)
    data = load(tmp_path / "cifar.npz")
    assert data.encoder == Rescale()
    assert "192 pixels" in data.summary
    assert data.x_train.max() <= 1


def test_archives_are_told_by_the_names_of_their_arrays(tmp_path):
    y = np.arange(N) % 3
    for names in (("x", "y"), ("X", "Y"), ("data", "target"), ("images", "labels")):
        np.savez(tmp_path / "a.npz", **dict(zip(names, (X, y), strict=True)))
        np.testing.assert_array_equal(read_labelled(tmp_path / "a.npz")[0], X)
    np.savez(tmp_path / "a.npz", X, y)
    np.testing.assert_array_equal(read_labelled(tmp_path / "a.npz")[1], y)
    for wrong in (y.astype(float), y[:, None], np.eye(3)[y], y.astype("S3")):
        np.savez(tmp_path / "a.npz", x=X, y=wrong)
        labels = read_labelled(tmp_path / "a.npz")[1]
        assert labels.astype(str).tolist() == y.astype(str).tolist()


def test_archives_of_keras_and_medmnist_are_pictures_with_their_parts(tmp_path):
    y = (np.arange(N) % 3).astype(np.uint8)
    parts = {"x_train": BYTES, "y_train": y, "x_test": BYTES[:9] // 2, "y_test": y[:9]}
    np.savez(tmp_path / "keras.npz", **parts)
    data = load(tmp_path / "keras.npz")
    assert data.image_shape == (12, 12)
    assert data.encoder == Rescale()
    assert data.x_train.max() <= 1
    assert len(data.x_test) == 9
    colour = RNG.integers(0, 256, (N, 12, 12, 3), dtype=np.uint8)
    parts = {}
    for part, count in (("train", N), ("val", 12), ("test", 9)):
        parts |= {f"{part}_images": colour[:count] // 2, f"{part}_labels": y[:count, None]}
    parts["train_images"] = colour
    np.savez(tmp_path / "medmnist.npz", **parts)
    data = quiet(tmp_path / "medmnist.npz")
    assert data.image_shape == (12, 12, 3)
    assert (len(data.x_train), len(data.x_test)) == (60, 9)
    assert len(quiet(tmp_path / "medmnist.npz", test="val").x_test) == 12


def test_arrays_beside_one_another_belong_together(tmp_path):
    y = np.arange(N) % 3
    for x_name, y_name in (("X", "y"), ("trees_x", "trees_y"), ("images", "labels")):
        folder = tmp_path / x_name
        folder.mkdir()
        np.save(folder / f"{x_name}.npy", X)
        np.save(folder / f"{y_name}.npy", y)
        np.testing.assert_array_equal(read_labelled(folder / f"{x_name}.npy")[1], y)
        before = content(str(folder / f"{x_name}.npy"))
        np.save(folder / f"{y_name}.npy", y[::-1])
        assert content(str(folder / f"{x_name}.npy")) != before
    np.save(tmp_path / "whole.npy", np.c_[X, y])
    assert "labels: column 2 (3 classes)" in load(tmp_path / "whole.npy").summary


def test_matlab_files_are_read_with_the_samples_last_or_first(tmp_path):
    from scipy.io import savemat

    y = np.arange(N) % 3
    savemat(tmp_path / "a.mat", {"X": X, "y": y})
    np.testing.assert_array_equal(read_labelled(tmp_path / "a.mat")[0], X)
    street = {"X": np.moveaxis(BYTES, 0, -1), "y": y[:, None] + 1}
    savemat(tmp_path / "b.mat", street, do_compression=True)
    data = load(tmp_path / "b.mat")
    assert data.image_shape == (12, 12)
    assert set(data.y_train.tolist()) == {1, 2, 3}
    (tmp_path / "c.mat").write_bytes(b"MATLAB 7.3 MAT-file" + bytes(600))
    with pytest.raises(DataError, match=r"c\.mat: a MATLAB file of version 7\.3; save it with -v7"):
        load(tmp_path / "c.mat")


def test_the_same_pictures_are_the_same_data_wherever_they_come_from(tmp_path):
    image = pytest.importorskip("PIL.Image")
    y = np.arange(N) % 2
    np.savez(tmp_path / "a.npz", x=BYTES, y=y)
    np.savez(tmp_path / "b.npz", x=BYTES.astype(np.float32), y=y)
    flat = BYTES.reshape(N, -1)
    table = text(**{f"pixel{i}": flat[:, i] for i in range(144)}, label=y)
    write(tmp_path / "c.csv", table)
    for row, picture in enumerate(BYTES):
        folder = tmp_path / "d" / str(y[row])
        folder.mkdir(parents=True, exist_ok=True)
        image.fromarray(picture).save(folder / f"{row:03}.png")
    found = [quiet(tmp_path / name) for name in ("a.npz", "b.npz", "c.csv", "d")]
    for data in found:
        assert data.image_shape == (12, 12)
        assert data.encoder == Rescale()
        assert np.sort(data.x_train.sum(axis=1)).size == 48
    rows = [np.concatenate([data.x_train, data.x_test]) for data in found]
    for other in rows[1:]:
        np.testing.assert_allclose(np.sort(rows[0].sum(1)), np.sort(other.sum(1)), rtol=1e-5)
    np.testing.assert_allclose(
        read_features(tmp_path / "d" / "0" / "000.png", form=found[0].form),
        BYTES[:1].reshape(1, -1) / np.float32(255),
    )


def test_pictures_of_several_sizes_are_made_alike_and_said_so(tmp_path):
    image = pytest.importorskip("PIL.Image")
    for part in ("train", "test"):
        for row in range(20):
            folder = tmp_path / part / ("cat" if row % 2 else "dog")
            folder.mkdir(parents=True, exist_ok=True)
            picture = BYTES[row] // (1 + (part == "test"))
            image.fromarray(picture[: 9 if row == 3 else 12]).save(folder / f"{row}.png")
    with pytest.warns(DataWarning, match="have another size than the others: all are made 12 x 12"):
        data = load(tmp_path)
    assert (len(data.x_train), len(data.x_test)) == (20, 20)
    (tmp_path / "train" / "cat" / "1.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(30))
    with pytest.raises(DataError, match=r"1\.png: damaged"):
        quiet(tmp_path)
