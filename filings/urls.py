"""Addresses of the room."""

from django.urls import path

from filings.views import documents, making, statistics

app_name = "filings"
urlpatterns = [
    path("", documents.document_list, name="document_list"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("check/", documents.check, name="check"),
    path("make/", making.make, name="make"),
    path("make/<slug:kind>/", making.make_kind, name="make_kind"),
    path("make/<slug:kind>/<str:pk>/", making.make_one, name="make_one"),
    path("packages/", making.package_list, name="package_list"),
    path("packages/new/", making.package_make, name="package_make"),
    path("packages/chosen/", making.bundle, name="bundle"),
    path("packages/<uuid:pk>/", making.package, name="package"),
    path("packages/<uuid:pk>/file/", making.package_file, name="package_file"),
    path("wording/", making.wording, name="wording"),
    path("wording/<slug:kind>/", making.wording_change, name="wording_change"),
    path("<slug:number>/", documents.document, name="document"),
    path("<slug:number>/file/", documents.document_file, name="document_file"),
    path("<slug:number>/preview/", documents.preview, name="preview"),
    path("<slug:number>/withdraw/", documents.withdraw, name="withdraw"),
]
