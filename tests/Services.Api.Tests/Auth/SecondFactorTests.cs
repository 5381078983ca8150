using System.Net;
using System.Net.Http.Json;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Auth.SecondFactor;
using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BtcWatcher.Services.Api.Tests.Auth;

public sealed class SecondFactorTests(Servers servers)
{
    private const string Path = "/api/v1/auth/totp";
    private const string Password = "Right-Password-1";
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task Login_WithASecondFactor_NeedsACodeThatServesOnce()
    {
        using var client = await UserAsync("two-steps");
        var (secret, _) = await TurnOnAsync(client);
        await LogInAsync("two-steps", null)
            .ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:second_factor_required");
        await LogInAsync("two-steps", "000").ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:wrong_code");
        await ForgetStepAsync("two-steps");
        var code = Totp.CodeOf(secret, Totp.StepOf(DateTimeOffset.UtcNow));

        await LogInAsync("two-steps", code).ExpectAsync(HttpStatusCode.OK);

        await LogInAsync("two-steps", code).ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:wrong_code");
        using var service = _api.AsService();
        await service.PostAsJsonAsync("/internal/auth/verify", new { username = "two-steps", password = Password })
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "auth:api_key_needed");
    }

    [Fact]
    public async Task RecoveryCode_OfALostPhone_ServesOnce()
    {
        using var client = await UserAsync("lost-the-phone");
        var (_, codes) = await TurnOnAsync(client);

        await LogInAsync("lost-the-phone", codes[3]).ExpectAsync(HttpStatusCode.OK);

        await LogInAsync("lost-the-phone", codes[3])
            .ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:wrong_code");
        var state = await client.GetAsync(Path).ExpectAsync(HttpStatusCode.OK);
        Assert.True(state.GetProperty("enabled").GetBoolean());
        Assert.Equal(9, state.GetProperty("recovery_codes_left").GetInt32());
    }

    [Fact]
    public async Task Codes_GuessedFiveTimes_LockTheSecondStep()
    {
        using var client = await UserAsync("guessed-code");
        var (_, codes) = await TurnOnAsync(client);
        for (var i = 0; i < 5; i++)
        {
            await LogInAsync("guessed-code", "nonsense").ExpectAsync(HttpStatusCode.Unauthorized);
        }

        await LogInAsync("guessed-code", codes[0])
            .ExpectProblemAsync(HttpStatusCode.TooManyRequests, "auth:locked_out");
    }

    [Fact]
    public async Task Enrol_ManyAtOnceTheFirstTime_LeavesTheLastSecretToBeConfirmed()
    {
        await using var scope = _api.Services.CreateAsyncScope();
        using var client = await UserAsync("hasty");
        var user = await scope.ServiceProvider.GetRequiredService<ApiDbContext>().Users
            .SingleAsync(row => row.Username == "hasty");
        var secrets = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EnrolAsync(user)));
        Assert.All(secrets, Assert.NotNull);

        var taken = 0;
        foreach (var secret in secrets)
        {
            var code = Totp.CodeOf(secret!, Totp.StepOf(DateTimeOffset.UtcNow));
            using var answer = await client.PostAsJsonAsync(Path + "/confirm", new { code });
            if (answer.StatusCode == HttpStatusCode.OK) taken++;
        }

        Assert.Equal(1, taken);
        Assert.Null(await EnrolAsync(user));
    }

    [Fact]
    public async Task Confirm_TwiceAtOnce_GivesOneSetOfRecoveryCodes()
    {
        using var client = await UserAsync("double-click");
        var enrolled = await client.PostAsJsonAsync(Path + "/enrol", new { current_password = Password })
            .ExpectAsync(HttpStatusCode.OK);
        var code = Totp.CodeOf(FromBase32(enrolled.Text("secret")), Totp.StepOf(DateTimeOffset.UtcNow));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => client.PostAsJsonAsync(Path + "/confirm", new { code })));

        Assert.Equal(
            [HttpStatusCode.OK, .. Enumerable.Repeat(HttpStatusCode.BadRequest, 3)],
            answers.Select(answer => answer.StatusCode).Order());
        var state = await client.GetAsync(Path).ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(10, state.GetProperty("recovery_codes_left").GetInt32());
    }

    [Fact]
    public async Task Disable_WithThePassword_AsksForNoCodeAnyMore()
    {
        using var client = await UserAsync("tired-of-it");
        await TurnOnAsync(client);
        await client.PostAsJsonAsync(Path + "/enrol", new { current_password = Password })
            .ExpectProblemAsync(HttpStatusCode.Conflict, "auth:second_factor_on");
        await client.PostAsJsonAsync(Path + "/disable", new { current_password = "wrong" })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");

        await client.PostAsJsonAsync(Path + "/disable", new { current_password = Password })
            .ExpectAsync(HttpStatusCode.NoContent);

        await LogInAsync("tired-of-it", null).ExpectAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Admin_ForSomebodyWithoutPhoneAndCodes_RemovesIt()
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        using var client = await UserAsync("without-all");
        await TurnOnAsync(client);
        var path = $"/api/v1/users/{await client.IdAsync()}/totp";
        await client.DeleteAsync(path).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");

        await admin.DeleteAsync(path).ExpectAsync(HttpStatusCode.NoContent);

        await LogInAsync("without-all", null).ExpectAsync(HttpStatusCode.OK);
        await admin.DeleteAsync($"/api/v1/users/{Guid.NewGuid()}/totp")
            .ExpectProblemAsync(HttpStatusCode.NotFound, "users:not_found");
    }

    [Fact]
    public async Task Enrol_NotConfirmed_ChangesNothing()
    {
        using var client = await UserAsync("only-looked");
        await client.PostAsJsonAsync(Path + "/confirm", new { code = "123456" })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");
        await client.PostAsJsonAsync(Path + "/enrol", new { })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");
        await client.PostAsJsonAsync(Path + "/enrol", new { current_password = Password })
            .ExpectAsync(HttpStatusCode.OK);
        await client.PostAsJsonAsync(Path + "/confirm", new { code = "nonsense" })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");

        await LogInAsync("only-looked", null).ExpectAsync(HttpStatusCode.OK);
    }

    private async Task<byte[]?> EnrolAsync(User user)
    {
        await using var scope = _api.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SecondFactors>()
            .EnrolAsync(user, CancellationToken.None);
    }

    private async Task<HttpClient> UserAsync(string name) =>
        _api.With((await _api.UserAsync(Policies.Operator, name, Password)).AccessToken);

    private static async Task<(byte[] Secret, List<string> Codes)> TurnOnAsync(HttpClient client)
    {
        var enrolled = await client.PostAsJsonAsync(Path + "/enrol", new { current_password = Password })
            .ExpectAsync(HttpStatusCode.OK);
        var secret = FromBase32(enrolled.Text("secret"));
        var code = Totp.CodeOf(secret, Totp.StepOf(DateTimeOffset.UtcNow));
        var confirmed = await client.PostAsJsonAsync(Path + "/confirm", new { code }).ExpectAsync(HttpStatusCode.OK);
        return (secret, [.. confirmed.GetProperty("recovery_codes").EnumerateArray().Select(one => one.GetString()!)]);
    }

    // The code that confirmed is used up; this is the half minute that would have to pass.
    private async Task ForgetStepAsync(string username)
    {
        await using var command = _api.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "update second_factors set last_step = 0 where user_id = (select id from users where username = $1)");
        command.Parameters.Add(new() { Value = username });
        await command.ExecuteNonQueryAsync();
    }

    private async Task<HttpResponseMessage> LogInAsync(string username, string? code)
    {
        using var client = _api.Anonymous();
        return await client.PostAsJsonAsync("/api/v1/auth/login", new { username, password = Password, code });
    }

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(one =>
            Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(one, StringComparison.Ordinal), 2)
                .PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
