"""Addresses of the tables: each registered table has its own pages, with its own right."""

from django.urls import URLPattern, path

from sheets import views
from sheets.registry import specs
from sheets.spec import SheetSpec

app_name = "sheets"


def _pages(spec: SheetSpec) -> list[URLPattern]:
    pages = [
        path(f"{spec.name}/", views.upload(spec), name=spec.name),
        path(f"{spec.name}/template/", views.template(spec), name=f"{spec.name}_template"),
    ]
    if spec.exports:
        pages.append(path(f"{spec.name}/export/", views.export(spec), name=f"{spec.name}_export"))
    return pages


urlpatterns = [
    path("", views.table_list, name="table_list"),
    path("jobs/<uuid:pk>/good-rows/", views.good_rows, name="good_rows"),
    *(pattern for spec in specs() for pattern in _pages(spec)),
]
