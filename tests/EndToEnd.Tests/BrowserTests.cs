using Microsoft.Playwright;

namespace BtcWatcher.EndToEnd.Tests;

/// <summary>What a person sees in a real browser.</summary>
[Trait("Category", "Slow")]
public sealed class BrowserTests(SharedSystem shared)
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--no-first-run",
    ];

    [Fact]
    public async Task FirstPage_AfterLogin_ShowsSignalsOfRunningStrategiesLive()
    {
        var system = await shared.GetAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Flags });
        var page = await browser.NewPageAsync(new() { Locale = "en-US" });
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);

        await page.GotoAsync(system.Api.ToString());
        await page.GetByTestId("login-username").FillAsync("admin");
        await page.GetByTestId("login-password").FillAsync(SharedSystem.Password);
        await page.GetByTestId("login-submit").ClickAsync();

        await Assertions.Expect(page.GetByTestId("simulated-banner")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(page.Locator("[data-testid=strategy-row][data-state=running]")).ToHaveCountAsync(5, new() { Timeout = 60_000 });
        var rows = page.GetByTestId("signal-row");
        await Assertions.Expect(rows.First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var newest = await rows.First.GetAttributeAsync("data-id");
        await Assertions.Expect(rows.First).Not.ToHaveAttributeAsync("data-id", newest!, new() { Timeout = 60_000 });
        Assert.Empty(errors);
    }
}
