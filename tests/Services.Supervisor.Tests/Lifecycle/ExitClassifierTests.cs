using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Lifecycle;

public sealed class ExitClassifierTests
{
    /// <summary>
    /// Every recorded start-up failure: its exit code and what it is. Those that ended well are left out.
    /// </summary>
    public static TheoryData<string, int, string> Recorded { get; } = new()
    {
        { "cfg_bad_exchange", 2, "Config" },
        { "cfg_bad_ip", 1, "Config" },
        { "cfg_bad_json", 1, "Config" },
        { "cfg_bad_stake_currency", 1, "Config" },
        { "cfg_bad_timeframe", 1, "Config" },
        { "cfg_bad_type_max_open_trades", 1, "Config" },
        { "cfg_empty", 1, "Config" },
        { "cfg_empty_whitelist", 1, "Config" },
        { "cfg_missing_file", 2, "Config" },
        { "cfg_no_stake_currency", 1, "Config" },
        { "cfg_no_strategy", 2, "Config" },
        { "cfg_port_out_of_range", 1, "Config" },
        { "cfg_short_password_missing", 1, "Config" },
        { "cfg_unknown_strategy", 2, "Strategy" },
        { "cli_unknown_arg", 2, "Config" },
        { "db_unwritable", 1, "Permission" },
        { "dry_run_false_no_keys", 2, "Config" },
        { "exchange_429", 2, "Exchange" },
        { "exchange_503", 2, "Exchange" },
        { "exchange_dns", 2, "Exchange" },
        { "exchange_garbage", 2, "Exchange" },
        { "exchange_refused", 2, "Exchange" },
        { "port_in_use", 0, "PortTaken" },
        { "strategy_import_error", 2, "Strategy" },
        { "strategy_syntax_error", 2, "Strategy" },
        { "userdir_missing", 2, "Config" },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Classify_RecordedFailure_FindsItsCause(string name, int exitCode, string cause)
    {
        var path = Repository.Shared("freqtrade", "recorded", "stderr", $"stderr_{name}.txt");
        Assert.SkipWhen(path is null, Repository.SharedAbsent);

        Assert.Equal(cause, ExitClassifier.Classify(exitCode, LogTail.Read(path!), memoryRanOut: false)
            .Cause.ToString());
    }

    [Fact]
    public void Classify_EveryRecordedFile_IsInTheTableOrEndedWell()
    {
        var folder = Repository.Shared("freqtrade", "recorded", "stderr");
        Assert.SkipWhen(folder is null, Repository.SharedAbsent);
        string[] well = ["cfg_bad_pair", "cfg_short_jwt", "env_override_port"];

        Assert.Equal(
            Recorded.Select(row => row.Data.Item1).Concat(well).Order(StringComparer.Ordinal),
            Directory.GetFiles(folder!).Select(file => Path.GetFileNameWithoutExtension(file)["stderr_".Length..])
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(137, false, "Killed", "ended by SIGKILL from outside")]
    [InlineData(137, true, "OutOfMemory", "the machine ran out of memory and ended it")]
    [InlineData(139, false, "Killed", "ended by signal 11")]
    [InlineData(7, false, "Crashed", "exit code 7")]
    [InlineData(null, false, "Interrupted", "ended while nobody watched")]
    public void Classify_EmptyLog_IsReadFromTheCode(int? exitCode, bool memoryRanOut, string cause, string text) =>
        Assert.Equal(new Failure(Enum.Parse<FailureCause>(cause), text),
            ExitClassifier.Classify(exitCode, "", memoryRanOut));

    [Fact]
    public void Classify_AnError_TellsTheLogsLineWithoutItsDate() => Assert.Equal(
        new Failure(FailureCause.Exchange, "Could not load markets, therefore cannot start."),
        ExitClassifier.Classify(2,
            "2026-11-22 06:35:21,720 - freqtrade - ERROR - Could not load markets, therefore cannot start.\n", false));

    [Theory]
    [InlineData("OSError: [Errno 28] No space left on device")]
    [InlineData("sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) database or disk is full")]
    public void Classify_AFullDisk_IsNotTheStrategysFault(string line) => Assert.Equal(
        new Failure(FailureCause.Capacity, line), ExitClassifier.Classify(1, line + "\n", false));

    [Fact]
    public void Classify_FatalExceptionAfterItRan_IsACrash() => Assert.Equal(
        new Failure(FailureCause.Crashed, "exit code 1: KeyError: 'x'"),
        ExitClassifier.Classify(1, "Changing state to: RUNNING\nFatal exception!\nKeyError: 'x'\n", false));

    [Fact]
    public void Classify_AMissingModule_NamesItAndTheRemedy()
    {
        var failure = ExitClassifier.Classify(
            2,
            "2026-11-22 06:37:33,917 - freqtrade.resolvers.iresolver - WARNING - Could not import /s/x.py due to "
            + "'No module named 'scipy.stats''\n2026-11-22 06:37:33,920 - freqtrade - ERROR - Impossible to load "
            + "Strategy 'X'. This class does not exist or contains Python code errors.\n", memoryRanOut: false);

        Assert.Equal(FailureCause.Strategy, failure.Cause);
        Assert.Equal(
            "Impossible to load Strategy 'X'. This class does not exist or contains Python code errors. - "
            + "no Python module 'scipy' here: install a FreqTrade version with the package that brings it, by "
            + "POST /api/v1/freqtrade/install with \"packages\", and upgrade to it", failure.Text);
    }

    [Fact]
    public void Classify_AModuleMissingLater_IsTheStrategys() => Assert.Equal(
        FailureCause.Strategy,
        ExitClassifier.Classify(
            1, "Fatal exception!\nModuleNotFoundError: No module named 'aiohttp_socks'\n", false).Cause);
}
