"""The tables, in plain SQL: one file a noun in ``kvitt/store/tables``."""

from pathlib import Path

from django.conf import settings
from django.db import migrations

TABLES = Path(__file__).parent.parent / "tables"
IN_ORDER = (
    "_ground", "tenant", "agency", "creditor", "party", "collection_case", "claim", "claim_item",
    "claim_move", "ledger", "notice", "dispatch", "history", "night", "payment", "hold",
    "settlement", "law_version", "plan", "settlement_offer", "dispute", "message", "text_template",
    "condition_version", "automation", "limitation", "request_key", "sending_stop", "shadow",
    "flow_change", "ability", "proceeding", "distribution", "authority_message",
    "decision_policy", "monitoring",
    "membership", "debtor_access", "outlay", "online_payment", "case_access", "_grants",
)  # fmt: skip


def _as_this_installation_names_its_role(text: str) -> str:
    return text.replace("kvitt_app", '"' + settings.KVITT_APP_ROLE.replace('"', "") + '"')


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            _as_this_installation_names_its_role((TABLES / f"{noun}.sql").read_text())
        )
        for noun in IN_ORDER
    ]
