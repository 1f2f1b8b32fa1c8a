"""Morango's side of the comparison, run by the Python of the benchmark's own environment.

`morango_side.py out ROWS.json DB WIRE` serializes rows and queues them for the wire, `in` takes
them in at another database. Prints the CPU seconds.
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import django
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models, transaction

PROFILE, PARTITION = "bench", "township"
SESSION = uuid.uuid5(uuid.NAMESPACE_URL, "bench").hex


class Bench(AppConfig):  # type: ignore[misc]  # a base without types
    """The app that holds the one table; its model can be declared only when morango's are."""

    name = label = "bench"
    path = str(Path(__file__).parent)

    def import_models(self) -> None:
        from morango.models.core import SyncableModel  # noqa: PLC0415 - see above

        class Attendance(SyncableModel):  # type: ignore[misc]  # as above
            morango_profile = PROFILE
            morango_model_name = "attendance"
            activity = models.CharField(max_length=32, db_index=True)
            student = models.CharField(max_length=32, db_index=True)
            presence = models.CharField(max_length=10)
            check_in = models.BigIntegerField()
            check_out = models.BigIntegerField()
            minutes = models.BigIntegerField()

            class Meta:
                app_label = "bench"

            def calculate_source_id(self) -> str:
                return str(self._morango_source_id)

            def calculate_partition(self) -> str:
                return PARTITION

        self.models = apps.all_models[self.label]


def start(database: str) -> Any:  # noqa: ANN401 - a model of a package without types
    """Open the database with the tables made, and return the model."""
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "morango",
                        Bench("bench", sys.modules[__name__])],
        MIGRATION_MODULES={"bench": None},  # its table is made by hand
        USE_TZ=True,
    )  # fmt: skip
    django.setup()
    call_command("migrate", verbosity=0)
    model = apps.get_model("bench", "Attendance")
    with connection.schema_editor() as editor:
        editor.create_model(model)
    return model


def session(fsic: str) -> Any:  # noqa: ANN401 - as above
    """Return a transfer session that is on record."""
    from django.utils import timezone  # noqa: PLC0415 - after `start`
    from morango.models.core import SyncSession, TransferSession  # noqa: PLC0415 - after `start`

    now = timezone.now()
    whole = SyncSession.objects.create(id=SESSION, profile=PROFILE, last_activity_timestamp=now)
    return TransferSession.objects.create(
        id=SESSION,
        filter=PARTITION,
        push=True,
        sync_session=whole,
        last_activity_timestamp=now,
        client_fsic=fsic,
        server_fsic=json.dumps({"sub": {}, "super": {}}),
    )


def put(model: Any, rows: list[list[Any]]) -> None:  # noqa: ANN401 - as above
    """Save the rows as an application's bulk import would."""
    names = ("_morango_source_id", "activity", "student", "presence", "check_in", "check_out",
             "minutes")  # fmt: skip
    made = [model(**dict(zip(names, row, strict=True))) for row in rows]
    for one in made:
        one._morango_partition, one._morango_dirty_bit = PARTITION, True  # noqa: SLF001 - as its own save does
        one.id = model.compute_namespaced_id(PARTITION, one._morango_source_id, "attendance")  # noqa: SLF001 - as above
    with transaction.atomic():
        model.objects.bulk_create(made, batch_size=500)


def hand_out(wire: Path) -> None:
    """Serialize what is dirty, queue it, and write what would go over the wire."""
    from morango.api.serializers import BufferSerializer  # noqa: PLC0415 - after `start`
    from morango.models.certificates import Filter  # noqa: PLC0415 - as above
    from morango.models.core import Buffer, DatabaseMaxCounter  # noqa: PLC0415 - as above
    from morango.sync.controller import MorangoProfileController  # noqa: PLC0415 - as above
    from morango.sync.operations import _queue_into_buffer_v2  # noqa: PLC0415 - as above

    MorangoProfileController(PROFILE).serialize_into_store()
    fsic = DatabaseMaxCounter.calculate_filter_specific_instance_counters(
        Filter(PARTITION), v2_format=True
    )
    _queue_into_buffer_v2(session(json.dumps(fsic)))
    data = BufferSerializer(Buffer.objects.all(), many=True).data
    wire.write_text(json.dumps({"fsic": fsic, "data": data}))


def take_in(wire: Path) -> None:
    """Take in what came over the wire."""
    from morango.sync.controller import MorangoProfileController  # noqa: PLC0415 - as above
    from morango.sync.operations import _dequeue_into_store  # noqa: PLC0415 - as above
    from morango.sync.utils import validate_and_create_buffer_data  # noqa: PLC0415 - after `start`

    came = json.loads(wire.read_text())
    fsic = json.dumps(came["fsic"])
    transfer = session(fsic)
    for at in range(0, len(came["data"]), 500):  # its own chunks
        validate_and_create_buffer_data(came["data"][at : at + 500], transfer)
    _dequeue_into_store(transfer, fsic, v2_format=True)
    MorangoProfileController(PROFILE).deserialize_from_store()


def main(way: str, source: str, database: str, wire: str) -> None:
    model = start(database)
    rows = json.loads(Path(source).read_text())
    if way == "out":
        put(model, rows)
    begun = time.process_time()
    (hand_out if way == "out" else take_in)(Path(wire))
    seconds = time.process_time() - begun
    if model.objects.count() != len(rows):
        raise SystemExit(f"{model.objects.count()} of {len(rows)} rows")
    print(seconds)  # noqa: T201 - the result


if __name__ == "__main__":
    main(*sys.argv[1:])
