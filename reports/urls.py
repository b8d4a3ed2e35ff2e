"""Addresses of the archive's pages (design.md §7)."""

from django.urls import path

from reports.api import service
from reports.views.api_docs import api_docs
from reports.views.bodies import body
from reports.views.categories import categories, category
from reports.views.compare import compare
from reports.views.coverage import coverage_page
from reports.views.data import data, dataset_file
from reports.views.discovery import opensearch, robots, sitemap, sitemap_part
from reports.views.documents import documents
from reports.views.export import export_csv, export_facts, export_jsonl, export_xlsx
from reports.views.feeds import problems_feed, reports_feed
from reports.views.history import history
from reports.views.home import home
from reports.views.pages import about, help_search, styleguide
from reports.views.preferences import preferences
from reports.views.problem import problem
from reports.views.problems import problems
from reports.views.regions import region, regions
from reports.views.report import original, report, source, source_passage
from reports.views.report_error import error_thanks, problem_error, report_error
from reports.views.reports import reports
from reports.views.rounds import rounds
from reports.views.statistics import statistics, statistics_csv
from reports.views.suggest import suggestions

app_name = "reports"
urlpatterns = [
    path("", home, name="home"),
    path("problems/", problems, name="problems"),
    path("problems/export.csv", export_csv, name="export_csv"),
    path("problems/export.jsonl", export_jsonl, name="export_jsonl"),
    path("problems/export.txt", export_facts, name="export_facts"),
    path("problems/export.xlsx", export_xlsx, name="export_xlsx"),
    path("problems/<slug:public_id>/", problem, name="problem"),
    path("problems/<slug:public_id>/error/", problem_error, name="problem_error"),
    path("reports/", reports, name="reports"),
    path("reports/<slug:public_id>/", report, name="report"),
    path("reports/<slug:public_id>/history/", history, name="report_history"),
    path("reports/<slug:public_id>/error/", report_error, name="report_error"),
    path("reports/<slug:public_id>/source/", source, name="report_source"),
    path("reports/<slug:public_id>/source/<slug:problem_id>/", source_passage, name="report_passage"),
    path("reports/<slug:public_id>/original", original, name="report_original"),
    path("errors/thanks/", error_thanks, name="error_thanks"),
    path("suggest/", suggestions, name="suggest"),
    path("regions/", regions, name="regions"),
    path("regions/<str:code>/", region, name="region"),
    path("bodies/<slug:public_id>/", body, name="body"),
    path("rounds/", rounds, name="rounds"),
    path("categories/", categories, name="categories"),
    path("categories/<slug:code>/", category, name="category"),
    path("documents/", documents, name="documents"),
    path("compare/", compare, name="compare"),
    path("statistics/", statistics, name="statistics"),
    path("statistics/table.csv", statistics_csv, name="statistics_csv"),
    path("statistics/coverage/", coverage_page, name="coverage"),
    path("about/", about, name="about"),
    path("help/search/", help_search, name="help_search"),
    path("styleguide/", styleguide, name="styleguide"),
    path("preferences/", preferences, name="preferences"),
    path("feeds/reports.atom", reports_feed, name="reports_feed"),
    path("feeds/problems.atom", problems_feed, name="problems_feed"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:kind>-<int:number>.xml", sitemap_part, name="sitemap_part"),
    path("opensearch.xml", opensearch, name="opensearch"),
    path("data/", data, name="data"),
    path("data/files/<str:name>", dataset_file, name="dataset_file"),
    path("api/", api_docs, name="api_docs"),
    *service.urlpatterns,
]
