"""The repository is the package: what stands in it is what is installed, and nothing else."""

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SETUP = PROJECT["tool"]["setuptools"]
OUTSIDE = {"tests", "benchmarks", "docs", "typings", "build", "dist"}


def packages() -> list[str]:
    """Every folder of the repository with an `__init__.py`, as a package of moot."""
    folders = (path.parent.relative_to(ROOT) for path in ROOT.rglob("__init__.py"))
    kept = [
        folder
        for folder in folders
        if not {*folder.parts} & OUTSIDE and not any(p.startswith(".") for p in folder.parts)
    ]
    return sorted(".".join(("moot", *folder.parts)) for folder in kept if "site-packages" not in folder.parts)


def test_every_package_is_listed() -> None:
    assert sorted(SETUP["packages"]) == packages()
    assert SETUP["package-dir"] == {"moot": "."}


def test_no_module_stands_at_the_root() -> None:
    assert [path.name for path in ROOT.glob("*.py")] == ["__init__.py"]


def test_every_folder_of_modules_is_a_package() -> None:
    for package in packages():
        folder = ROOT.joinpath(*package.split(".")[1:])
        for inner in folder.iterdir():
            if inner.is_dir() and folder != ROOT and any(inner.glob("*.py")):
                assert (inner / "__init__.py").exists()


def test_type_checkers_see_the_house_through_its_links() -> None:
    links = ROOT / "typings" / "moot"
    top = sorted({package.split(".")[1] for package in packages() if "." in package})
    assert sorted(path.name for path in links.iterdir()) == sorted([*top, "__init__.py", "py.typed"])
    for link in links.iterdir():
        assert link.is_symlink()
        assert not link.readlink().is_absolute()
        assert link.resolve() == ROOT / link.name


def test_the_extra_all_is_every_other() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    others = sorted({*extras} - {"all", "test", "dev", "oracle", "llama"})
    assert extras["all"] == [f"moot[{','.join(others)}]"]


def test_tests_are_no_package() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_data_files_are_where_the_package_says() -> None:
    assert (ROOT / "py.typed").exists()
    for package, patterns in SETUP["package-data"].items():
        for pattern in patterns:
            assert list(ROOT.joinpath(*package.split(".")[1:]).glob(pattern)), f"{package}: {pattern}"


def test_the_version_is_said_once() -> None:
    import moot

    assert moot.__version__ == PROJECT["project"]["version"]


def test_no_machine_is_named_in_what_is_published() -> None:
    published = [
        path
        for folder in ("sim", "agents", "protocols", "experiments")
        for path in (ROOT / folder).rglob("*.py")
    ]
    assert published
    for path in [*published, ROOT / "pyproject.toml", ROOT / "__init__.py"]:
        text = path.read_text()
        assert not [place for place in ("/wo" + "rk/", "/tm" + "p/", "/ho" + "me/") if place in text], path


def test_the_wheel_holds_the_packages_and_no_tests(tmp_path: Path) -> None:
    copy = shutil.copytree(  # building leaves files behind: not in the tree that is being tested
        ROOT,
        tmp_path / "tree",
        symlinks=True,
        ignore=shutil.ignore_patterns(".*", "build", "*.egg-info", "__pycache__"),
    )
    build = f"from setuptools import build_meta; build_meta.build_wheel({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=copy, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if not name.split("/")[0].endswith(".dist-info")}
    folders = [ROOT.joinpath(*package.split(".")[1:]) for package in packages()]
    source = {
        str(Path("moot") / path.relative_to(ROOT)) for folder in folders for path in folder.glob("*.py")
    }
    assert {name for name in inside if name.endswith(".py")} == source
    assert "moot/py.typed" in inside
    assert not [name for name in inside if {"tests", "benchmarks", "docs", "typings"} & {*name.split("/")}]
