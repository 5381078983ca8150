namespace BtcWatcher.Simulator.Commands;

/// <summary>Top-level modules that a strategy can import in FreqTrade 2025.8's environment (from its
/// requirements).</summary>
internal static class PythonModules
{
    public static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        // FreqTrade and what its requirements.txt brings.
        "freqtrade", "pandas", "numpy", "talib", "technical", "ta", "bottleneck", "numexpr", "ccxt", "sqlalchemy",
        "aiohttp",
        "requests", "httpx", "urllib3", "certifi", "jsonschema", "rapidjson", "orjson", "pydantic", "fastapi",
        "uvicorn",
        "websockets", "jwt", "psutil", "dateutil", "pytz", "cachetools", "humanize", "tabulate", "rich", "colorama",
        "jinja2",
        "joblib", "pyarrow", "schedule", "packaging", "pycoingecko", "telegram", "questionary", "ft_client", "janus",
        "blosc",
        // The standard library, as far as strategies use it.
        "__future__", "abc", "argparse", "array", "ast", "asyncio", "base64", "bisect", "calendar", "collections",
        "concurrent",
        "contextlib", "copy", "csv", "ctypes", "dataclasses", "datetime", "decimal", "enum", "faulthandler",
        "fractions",
        "functools", "gc", "glob", "gzip", "hashlib", "heapq", "hmac", "html", "http", "importlib", "inspect", "io",
        "itertools", "json", "logging", "lzma", "math", "multiprocessing", "numbers", "operator", "os", "pathlib",
        "pickle",
        "platform", "pprint", "queue", "random", "re", "secrets", "shutil", "signal", "socket", "sqlite3", "ssl",
        "stat",
        "statistics", "string", "struct", "subprocess", "sys", "tempfile", "textwrap", "threading", "time", "timeit",
        "traceback", "types", "typing", "typing_extensions", "unittest", "urllib", "uuid", "warnings", "weakref", "xml",
        "zipfile", "zlib", "zoneinfo",
    };
}
