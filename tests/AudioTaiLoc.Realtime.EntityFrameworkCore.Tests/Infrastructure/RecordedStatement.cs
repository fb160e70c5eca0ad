using System.Data.Common;

namespace AudioTaiLoc.Realtime.EntityFrameworkCore.Tests.Infrastructure;

/// <summary>A statement as it went to the database.</summary>
internal sealed record RecordedStatement(string Text, IReadOnlyList<(string Name, object? Value)> Parameters)
{
    public static RecordedStatement From(DbCommand command) =>
        new(command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(parameter => (parameter.ParameterName, parameter.Value))]);

    /// <summary>Asks the database how it would run the statement.</summary>
    public async Task<string> ExplainAsync(DbConnection connection, string explain)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"{explain} {Text}";
        foreach (var (name, value) in Parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            plan.Add(reader.GetString(reader.FieldCount - 1));
        }

        return string.Join('\n', plan);
    }
}
