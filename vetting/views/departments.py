"""The county's departments."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.lists import list_response
from vetting.forms import DepartmentForm
from vetting.models import Department
from vetting.services import save_department
from vetting.tables import DEPARTMENTS


@page(Act.VIEW_DEPARTMENTS)
def department_list(request: OfficeRequest) -> HttpResponse:
    """The departments that take part in the joint review."""
    departments = Department.objects.filter(request.scope.within(Act.VIEW_DEPARTMENTS, "county__code")).annotate(
        reviewers=Count("duties__user", distinct=True)
    )
    return list_response(
        request,
        table=DEPARTMENTS,
        queryset=departments,
        title=_("Departments"),
        context={"may_manage": request.scope.allows(Act.MANAGE_DEPARTMENTS)},
        template="vetting/department_list.html",
    )


@page(Act.MANAGE_DEPARTMENTS, writes=True)
def department_add(request: OfficeRequest) -> HttpResponse:
    """Add a department."""
    return _edit(request, Department(county_id=request.scope.prefixes(Act.MANAGE_DEPARTMENTS)[0]))


@page(Act.VIEW_DEPARTMENTS, write=Act.MANAGE_DEPARTMENTS)
def department(request: OfficeRequest, pk: int) -> HttpResponse:
    """A department; who manages them changes it, or ends its part on a date."""
    departments = Department.objects.filter(request.scope.within(Act.VIEW_DEPARTMENTS, "county__code"))
    return _edit(request, get_object_or_404(departments, pk=pk))


def _edit(request: OfficeRequest, department: Department) -> HttpResponse:
    form = DepartmentForm(request.POST or None, instance=department)
    if request.method == "POST" and form.is_valid():
        try:
            save_department(scope=request.scope, department=form.save(commit=False))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("vetting:department_list")
    may_manage = request.scope.allows(Act.MANAGE_DEPARTMENTS, department.county_id)
    context = {"form": form, "department": department, "may_manage": may_manage}
    return render(request, "vetting/department.html", context)
