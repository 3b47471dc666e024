from probes.language import Text


def test_a_text_within_a_sentence_is_said_in_the_language_of_the_sentence() -> None:
    sentence = Text("Từ {here}: {count}", "From {here}: {count}")

    assert sentence.format(here=Text("trung tâm", "the centre"), count=3) == Text(
        "Từ trung tâm: 3", "From the centre: 3"
    )


def test_braces_of_what_is_filled_in_are_left_alone() -> None:
    assert Text("{name}", "{name}").format(name=Text("{a}", "{b}")) == Text("{a}", "{b}")
