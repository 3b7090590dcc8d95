"""Stories that are still going on: somebody's turn, some clock, some way out."""

from satshift.demo.people import CLIENT, SECOND_CLIENT, TOMAS, WEI, WORKER
from satshift.demo.story import Part, Step, Story

BEGINNING = (
    Story(
        key="draft",
        title="Intake form in Swahili",
        text="Translate our two-page intake form from English to Swahili, in the same layout, ready to print.",
        parts=(Part("The translated form", 60_000, 9, "As a text document and as a PDF."),),
        written=-0.3,
    ),
    Story(
        key="draft-signed",
        title="Voice greeting for the phone line",
        text="Record our greeting in Swahili and English, thirty seconds each, without noise.",
        parts=(Part("Two recordings", 40_000, 8),),
        written=-0.6,
        signed=True,
    ),
    Story(
        key="offered",
        title="Labels for the pharmacy shelf",
        text="Write and lay out 48 shelf labels in two languages from the list that we give you.",
        parts=(Part("All labels, ready to print", 85_000, 12),),
        written=-1.4,
        steps=(Step(-1, CLIENT, "open"),),
    ),
)

WORKING = (
    Story(
        key="working",
        title="Vaccination leaflet",
        text="Design a folded leaflet on vaccinations for parents. We give the text, you draw and lay it out.",
        parts=(Part("Sketch", 50_000, 3), Part("Finished leaflet", 150_000, 11)),
        written=-4,
        steps=(Step(-3, CLIENT, "open_bound"),),
    ),
    Story(
        key="partly-released",
        title="Shop pages for three poets",
        text="Write and lay out a page for each of three poets: a portrait, ten titles, a short reading sample.",
        parts=(
            Part("Page of the first poet", 70_000, -8),
            Part("Page of the second poet", 70_000, 4),
            Part("Page of the third poet", 80_000, 14),
        ),
        written=-16,
        client=SECOND_CLIENT,
        steps=(
            Step(-15, SECOND_CLIENT, "open_bound"),
            Step(
                -9, WORKER, "submit", 1, "The first page is on your test site. The sample is the third poem."
            ),
            Step(-8, SECOND_CLIENT, "release", 1),
            Step(-2, SECOND_CLIENT, "release", 2, sats=30_000),
        ),
    ),
    Story(
        key="submitted",
        title="Opening hours in five languages",
        text="Translate the opening hours and the emergency numbers into five languages, checked by a native reader.",
        parts=(Part("Five translations", 90_000, 2),),
        written=-7,
        steps=(
            Step(-6, CLIENT, "open_bound"),
            Step(
                -1, WORKER, "submit", 1, "All five are in the shared folder. A reader checked each of them."
            ),
        ),
    ),
    Story(
        key="changes-requested",
        title="Poster for blood donors",
        text="A poster for the entrance hall, 50 by 70 cm, with our two colours and one clear sentence.",
        parts=(Part("The poster", 120_000, -1),),
        written=-10,
        steps=(
            Step(-9, CLIENT, "open_bound"),
            Step(-3, WORKER, "submit", 1, "Here is the poster. The sentence is: One hour, three lives."),
            Step(
                -2,
                CLIENT,
                "request_changes",
                1,
                "We like it. The date is missing, and the red is darker than ours.",
            ),
        ),
    ),
    Story(
        key="team",
        title="Appointment page",
        text="A page where patients ask for an appointment. Amina leads, Tomás programs, Wei tests.",
        parts=(Part("Clickable sketch", 100_000, -6), Part("Working page", 300_000, 10)),
        written=-14,
        team=((WORKER, 500_000), (TOMAS, 300_000), (WEI, 200_000)),
        steps=(
            Step(-13, CLIENT, "open_bound"),
            Step(-7, WORKER, "submit", 1, "The sketch is behind this link; every button leads somewhere."),
            Step(-6, CLIENT, "release", 1),
        ),
    ),
    Story(
        key="credit",
        title="Catalogue data clean-up",
        text="Bring 4,000 catalogue entries into one form. Tomás writes the program, Wei looks through the rest.",
        parts=(Part("First half", 130_000, -5), Part("Second half", 130_000, 9)),
        written=-12,
        client=SECOND_CLIENT,
        worker=TOMAS,
        team=((TOMAS, 600_000), (WEI, 400_000)),
        steps=(
            Step(-11, SECOND_CLIENT, "open_bound"),
            Step(
                -5.5,
                TOMAS,
                "submit",
                1,
                "2,000 entries are done; 14 need a look by somebody who has the book.",
            ),
            # At that time Wei's account was a contract that takes no coin.
            Step(-4.5, SECOND_CLIENT, "release_unpayable", 1),
        ),
    ),
)

WAITING = (
    Story(
        key="approved",
        title="Summary of patient survey",
        text="Read 210 answers to our survey and sum them up on two pages, with the five most frequent wishes.",
        parts=(Part("Two pages", 110_000, -6),),
        written=-14,
        steps=(
            Step(-13, CLIENT, "open_bound"),
            Step(
                -7,
                WORKER,
                "submit",
                1,
                "The summary is attached as a link, with the counts on the last page.",
            ),
        ),
    ),
    Story(
        key="overdue",
        title="Subtitles for the training film",
        text="Subtitles in English for our 22-minute film on washing hands.",
        parts=(Part("Subtitle file", 75_000, -4),),
        written=-15,
        worker=TOMAS,
        steps=(Step(-14, CLIENT, "open_bound"),),
    ),
    Story(
        key="disputed-arbiter",
        title="Photos of the new ward",
        text="Twenty photos of the new ward by daylight, without people, for our web pages.",
        parts=(Part("Twenty photos", 160_000, -2),),
        written=-11,
        steps=(
            Step(-10, CLIENT, "open_bound"),
            Step(-3, WORKER, "submit", 1, "Twenty photos, taken on two mornings."),
            Step(-1, CLIENT, "dispute", 1, "Seven of the twenty show patients. We can't use them."),
        ),
    ),
    Story(
        key="disputed-fallback",
        title="Stock list for the storeroom",
        text="Count the storeroom and give us the list as a table with shelf, name, number and date.",
        parts=(Part("The list", 95_000, -6),),
        written=-15,
        steps=(
            Step(-14, CLIENT, "open_bound"),
            Step(
                -7, WORKER, "submit", 1, "The list has 312 lines. Dates are missing where the box has none."
            ),
            Step(-5, CLIENT, "dispute", 1, "A third of the dates is missing, and they are on the boxes."),
        ),
    ),
    Story(
        key="unruled",
        title="Signs for the car park",
        text="Design six signs for the car park that can be read from a car.",
        parts=(Part("Six signs", 70_000, -11),),
        written=-20,
        steps=(
            Step(-19, CLIENT, "open_bound"),
            Step(-12, WORKER, "submit", 1, "Six signs as drawings, with the size on each."),
            Step(-10, WORKER, "dispute", 1, "The client says the signs are late. They were two days early."),
        ),
    ),
)

LIVE = (*BEGINNING, *WORKING, *WAITING)
