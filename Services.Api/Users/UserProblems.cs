using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Users;

internal static class UserProblems
{
    public static ProblemHttpResult NotFound(Guid id) => Problems.Of(
        StatusCodes.Status404NotFound, "users:not_found", "No such user", $"There is no user {id}.");

    public static ProblemHttpResult NameTaken(string name) => Problems.Of(
        StatusCodes.Status409Conflict, "users:name_taken", "The name is taken",
        $"username: there is a user '{name}' already, choose another name.");

    public static ProblemHttpResult LastAdmin() => Problems.Of(
        StatusCodes.Status409Conflict, "users:last_admin", "This is the last admin",
        "Nobody could manage users any more: make another enabled user an admin first.");
}
