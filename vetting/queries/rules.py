"""What a county has set for its reviews."""

from vetting.models import ReviewRules


def rules_of(county: str) -> ReviewRules:
    """The county's rules, or those that hold where it has set none."""
    return ReviewRules.objects.filter(county_id=county).first() or ReviewRules(county_id=county)
