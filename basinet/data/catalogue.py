"""The data sets known by name: what they are, whose they are, and where their files live."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RemoteFile:
    """One file of a data set.

    Attributes:
        name: its name in the data folder.
        sha256: of the unpacked content, so that a file counts as good however it was packed.
        mirrors: addresses, tried in this order.
    """

    name: str
    sha256: str
    mirrors: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """What is known of a data set before it is loaded.

    Attributes:
        title: its usual name.
        description: one sentence.
        samples: number of samples in the file or files, training and test together.
        features: number of features.
        classes: number of classes.
        licence: under which it is given.
        citation: whom to cite.
        folders: folders inside the data folder in which its files are looked for, in this
            order; downloads go into the first. "." is the data folder itself.
        files: what has to be there; empty where the data come with scikit-learn.
    """

    title: str
    description: str
    samples: int
    features: int
    classes: int
    licence: str
    citation: str
    folders: tuple[str, ...]
    files: tuple[RemoteFile, ...]


# The fingerprints were taken from copies of the files. The homes and mirrors below could not be
# reached from the machine where they were taken, none of them. What stands behind each:
# - MNIST: the MD5 of the four unpacked files are the ones commonly published (train images
#   6bbc9ace898e44ae57da46a324031adb, train labels a25bea736e30d166cdddb491f175f624, test images
#   2646ac647ad5339dbf082846283269ea, test labels 27ae3e4e09519cfbb04c329615203637);
# - Fashion-MNIST: two copies of independent origin, one of them Debian's package
#   dataset-fashion-mnist, have the same unpacked content;
# - dry bean and rice: one copy each, whose rows per class agree with the published counts.
_MNIST_HOMES = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
_FASHION_HOMES = (
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
)

TRAIN_IMAGES = "train-images-idx3-ubyte.gz"
TRAIN_LABELS = "train-labels-idx1-ubyte.gz"
TEST_IMAGES = "t10k-images-idx3-ubyte.gz"
TEST_LABELS = "t10k-labels-idx1-ubyte.gz"


def _served(name: str, sha256: str, homes: tuple[str, ...]) -> RemoteFile:
    return RemoteFile(name, sha256, tuple(home + name for home in homes))


_MNIST_FILES = (
    _served(
        TRAIN_IMAGES,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        _MNIST_HOMES,
    ),
    _served(
        TRAIN_LABELS,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        _MNIST_HOMES,
    ),
    _served(
        TEST_IMAGES,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        _MNIST_HOMES,
    ),
    _served(
        TEST_LABELS,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        _MNIST_HOMES,
    ),
)
_FASHION_FILES = (
    _served(
        TRAIN_IMAGES,
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        _FASHION_HOMES,
    ),
    _served(
        TRAIN_LABELS,
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        _FASHION_HOMES,
    ),
    _served(
        TEST_IMAGES,
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        _FASHION_HOMES,
    ),
    _served(
        TEST_LABELS,
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        _FASHION_HOMES,
    ),
)
_DRY_BEAN_FILE = RemoteFile(
    "dry_bean.csv",
    "1330e4ccc5c54a925e43daf60d1409ac62dad2a21de9a25213765bee4b655787",
    ("https://archive.ics.uci.edu/static/public/602/data.csv",),
)
_RICE_FILE = RemoteFile(
    "rice_cammeo_osmancik.csv",
    "307084f7903e863f55737d9878c08cd6b017fceb0699801d1cca05439541c56f",
    ("https://archive.ics.uci.edu/static/public/545/data.csv",),
)

_MNIST_LICENCE = "no formal licence; made for free use in research"
_MNIST_CITATION = (
    "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning applied to document"
    " recognition. Proceedings of the IEEE 86 (1998) 2278-2324"
)
_FASHION_CITATION = (
    "H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine"
    " learning algorithms. arXiv 1708.07747 (2017)"
)
_ENTANGLED_CITATION = "; entangled as in arXiv 2510.11984"

CATALOGUE: dict[str, Source] = {
    "digits": Source(
        title="Digits",
        description="Handwritten digits of 8 x 8 pixels, part of scikit-learn; no download",
        samples=1797,
        features=64,
        classes=10,
        licence="CC BY 4.0",
        citation=(
            "E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits. UCI Machine"
            " Learning Repository (1998), doi 10.24432/C50P49"
        ),
        folders=(),
        files=(),
    ),
    "mnist": Source(
        title="MNIST",
        description="Handwritten digits of 28 x 28 pixels; 60,000 to train and 10,000 to test",
        samples=70_000,
        features=784,
        classes=10,
        licence=_MNIST_LICENCE,
        citation=_MNIST_CITATION,
        folders=("mnist", "."),
        files=_MNIST_FILES,
    ),
    "fashion-mnist": Source(
        title="Fashion-MNIST",
        description="Pieces of clothing of 28 x 28 pixels; 60,000 to train and 10,000 to test",
        samples=70_000,
        features=784,
        classes=10,
        licence="MIT",
        citation=_FASHION_CITATION,
        folders=("fashion-mnist", "."),
        files=_FASHION_FILES,
    ),
    "entangled-mnist": Source(
        title="Entangled MNIST",
        description="Signs of 100 fixed random projections of each MNIST image",
        samples=70_000,
        features=100,
        classes=10,
        licence=_MNIST_LICENCE,
        citation=_MNIST_CITATION + _ENTANGLED_CITATION,
        folders=("mnist", "."),
        files=_MNIST_FILES,
    ),
    "entangled-fashion-mnist": Source(
        title="Entangled Fashion-MNIST",
        description="Signs of 100 fixed random projections of each Fashion-MNIST image",
        samples=70_000,
        features=100,
        classes=10,
        licence="MIT",
        citation=_FASHION_CITATION + _ENTANGLED_CITATION,
        folders=("fashion-mnist", "."),
        files=_FASHION_FILES,
    ),
    "dry-bean": Source(
        title="Dry Bean",
        description="Shapes of seven kinds of dry beans, measured on photographs",
        samples=13_611,
        features=16,
        classes=7,
        licence="CC BY 4.0",
        citation=(
            "M. Koklu, I. A. Ozkan: Multiclass classification of dry beans using computer vision"
            " and machine learning techniques. Computers and Electronics in Agriculture 174 (2020)"
            " 105507; UCI Machine Learning Repository, doi 10.24432/C50S4B"
        ),
        folders=("dry-bean", "uci", "."),
        files=(_DRY_BEAN_FILE,),
    ),
    "rice": Source(
        title="Rice (Cammeo and Osmancik)",
        description="Shapes of the grains of two kinds of rice, measured on photographs",
        samples=3810,
        features=7,
        classes=2,
        licence="CC BY 4.0",
        citation=(
            "I. Cinar, M. Koklu: Classification of rice varieties using artificial intelligence"
            " methods. International Journal of Intelligent Systems and Applications in"
            " Engineering 7 (2019) 188-194; UCI Machine Learning Repository, doi 10.24432/C5MW4Z"
        ),
        folders=("rice", "uci", "."),
        files=(_RICE_FILE,),
    ),
}
