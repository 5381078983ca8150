using static BtcWatcher.Services.Supervisor.FreqTradeConfig.Rules;

namespace BtcWatcher.Services.Supervisor.FreqTradeConfig;

/// <summary>Settings of FreqAI.</summary>
internal static partial class ConfigRules
{
    private static (string, ConfigRule)[] Learning =>
    [
        ("freqai", Object(
            ("enabled", Flag), ("identifier", Text), ("train_period_days", Whole), ("backtest_period_days", Number),
            ("feature_parameters!", Features), ("data_split_parameters!", Object(
                ("test_size", Number), ("random_state", Whole), ("shuffle", Flag))),
            ("write_metrics_to_disk", Flag), ("purge_old_models", Either(Flag, Number)), ("conv_width", Whole),
            ("live_retrain_hours", Number), ("expiration_hours", Number), ("save_backtest_models", Flag),
            ("fit_live_predictions_candles", Whole), ("data_kitchen_thread_count", Whole),
            ("activate_tensorboard", Flag),
            ("wait_for_training_iteration_on_reload", Flag), ("continual_learning", Flag), ("keras", Flag),
            ("model_training_parameters", Block), ("rl_config", Reinforcement))),
    ];

    private static ConfigRule Features => Object(
        ("include_timeframes!", new ListRule(Any)), ("include_corr_pairlist!", new ListRule(Any)),
        ("label_period_candles", Whole), ("include_shifted_candles", Whole), ("DI_threshold", Number),
        ("weight_factor", Number),
        ("principal_component_analysis", Flag), ("indicator_periods_candles", new ListRule(AtLeast(1))),
        ("use_SVM_to_remove_outliers", Flag), ("plot_feature_importances", Whole), ("shuffle_after_split", Flag),
        ("buffer_train_data_candles", Whole), ("svm_params", Object(("shuffle", Flag), ("nu", Number))));

    private static ConfigRule Reinforcement => Object(
        ("drop_ohlc_from_features", Flag), ("train_cycles", Whole), ("max_trade_duration_candles", Whole),
        ("add_state_info", Flag), ("max_training_drawdown_pct", Number), ("cpu_count", Whole), ("model_type", Text),
        ("policy_type", Text), ("net_arch", new ListRule(Any)), ("randomize_starting_position", Flag),
        ("progress_bar", Flag),
        ("model_reward_parameters", Object(("rr", Number), ("profit_aim", Number))));
}
