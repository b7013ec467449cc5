from aerotwin.alerts.landed import lines


def test_lines_of_a_flight_counted_from_one_and_broken_ones_passed_over(tmp_path):
    file = tmp_path / "engine.jsonl"
    good = '{"aircraft_id":"AT-001","cycle":7,"x":1}'
    texts = ['{"aircraft_id":"AT-001","cycle":6}', good, '{"aircraft_id":"AT-001","cy', "[]", good]
    file.write_text("".join(f"{text}\n" for text in texts))
    assert [(line.number, line.text) for line in lines(file, "AT-001", 7)] == [(2, good), (5, good)]
    assert lines(file, "AT-002", 7) == []
