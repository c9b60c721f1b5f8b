"""Storing a checked spreadsheet of nominations: what would not change is not touched."""

from django.utils.translation import gettext

from sheets.spec import Counts
from sheets.stage import Stage


def load(stage: Stage) -> Counts:
    """Store the rows that are not bad."""
    changed = stage.query(
        "UPDATE candidates_nomination AS n SET votes = COALESCE(s.votes, n.votes),"
        " position = COALESCE(s.position, n.position)"
        " FROM sheet_rows AS s WHERE s.nomination_id = n.id AND NOT s.bad"
        " AND (COALESCE(s.votes, n.votes), COALESCE(s.position, n.position)) IS DISTINCT FROM (n.votes, n.position)"
        " RETURNING n.id"
    )
    created = stage.query(
        "INSERT INTO candidates_nomination (election_id, person_id, post, state, source, nominators, nominated_on, votes,"
        " position, by_hand_reason, stated_document, state_on, end_reason)"
        " SELECT election_id, person_id, post, 'preliminary', source, COALESCE(nominators, ''), nominated_on, votes,"
        " COALESCE(position, next.last + row_number() OVER (PARTITION BY election_id, post ORDER BY line)),"
        " COALESCE(by_hand_reason, ''), '', nominated_on, '' FROM sheet_rows AS s"
        " CROSS JOIN LATERAL (SELECT COALESCE(max(n.position), 0) AS last FROM candidates_nomination AS n"
        " WHERE n.election_id = s.election_id AND n.post = s.post) AS next"
        " WHERE NOT bad AND nomination_id IS NULL ORDER BY line RETURNING id"
    )
    [(rows,)] = stage.query("SELECT count(*) FROM sheet_rows WHERE NOT bad")
    double = stage.query(
        "SELECT DISTINCT d.name, p.name FROM candidates_nomination AS n JOIN candidates_nomination AS o"
        " ON o.election_id = n.election_id AND o.person_id = n.person_id AND o.id <> n.id"
        " JOIN elections_election AS e ON e.id = n.election_id JOIN villages_division AS d ON d.code = e.village_id"
        " JOIN people_person AS p ON p.id = n.person_id WHERE n.id = ANY(%(created)s)"
        " AND n.state IN ('preliminary', 'nominee', 'formal') AND o.state IN ('preliminary', 'nominee', 'formal')",
        {"created": [pk for (pk,) in created]},
    )
    if double:
        title = gettext("Nominated for two posts: they have to state in writing for which they stand")
        stage.lists[title] = [f"{village} {person}" for village, person in double]
    counts = Counts(created=len(created), changed=len(changed))
    counts.unchanged = rows - counts.created - counts.changed
    return counts
