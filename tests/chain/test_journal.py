"""The journal alone: what is added is there, whatever happens to the files around it."""

from pathlib import Path

from satshift.chain.journal import Entry, Journal

STATE = {"head": "0x01", "ahead": 5, "is_automining": True}


def entry(number: int) -> Entry:
    return Entry("evm_mine", (hex(number),), number, 0)


def test_what_was_added_comes_back_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for number in range(5):
        journal.add(entry(number))
    journal.close()
    again = Journal(tmp_path)

    assert list(again.entries(0)) == [entry(number) for number in range(5)]
    assert again.length == 5
    again.close()


def test_a_new_part_follows_a_snapshot(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.add(entry(1))
    journal.shorten(state="0xaa", **STATE)  # type: ignore[arg-type]
    journal.add(entry(2))
    journal.close()
    again = Journal(tmp_path)

    (snapshot,) = again.snapshots()
    assert (snapshot.part, snapshot.state, snapshot.ahead) == (1, "0xaa", 5)
    assert list(again.entries(snapshot.part)) == [entry(2)]
    assert list(again.entries(0)) == [entry(1), entry(2)]
    again.close()


def test_a_part_without_its_snapshot_passes_nothing_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.add(entry(1))
    journal.shorten(state="0xaa", **STATE)  # type: ignore[arg-type]
    journal.add(entry(2))
    journal.close()
    (tmp_path / "snapshot-1.json").unlink()
    again = Journal(tmp_path)

    assert list(again.snapshots()) == []
    again.add(entry(3))
    assert list(again.entries(0)) == [entry(1), entry(2), entry(3)]
    again.close()


def test_a_snapshot_that_can_not_be_written_leaves_the_journal_whole(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.add(entry(1))
    (tmp_path / "snapshot-1.draft").mkdir()
    try:
        journal.shorten(state="0xaa", **STATE)  # type: ignore[arg-type]
    except IsADirectoryError:
        journal.add(entry(2))

    assert list(journal.entries(0)) == [entry(1), entry(2)]
    journal.close()


def test_half_a_line_is_cut_off_and_the_rest_stays(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.add(entry(1))
    journal.close()
    with (tmp_path / "journal-0.jsonl").open("ab") as file:
        file.write(entry(2).line()[:-1])
    again = Journal(tmp_path)
    again.add(entry(3))

    assert list(again.entries(0)) == [entry(1), entry(3)]
    again.close()
