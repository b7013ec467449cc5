from aerotwin.quality.empty_files import note


def test_each_empty_file_is_noted_once(tmp_path):
    folder = tmp_path / "engine"
    folder.mkdir()
    for name, text in {"a.jsonl": "", "b.jsonl": "{}\n", ".c.jsonl": "", "d.txt": ""}.items():
        (folder / name).write_text(text)
    (notice,) = note(folder)
    assert notice.name == "notice_of_a.jsonl"
    assert notice.read_text() == '{"empty_file": "engine/a.jsonl"}\n'
    assert note(folder) == []


def test_a_folder_that_is_not_there_has_none(tmp_path):
    assert note(tmp_path / "nowhere") == []
