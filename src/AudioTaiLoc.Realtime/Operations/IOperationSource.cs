namespace AudioTaiLoc.Realtime.Operations;

/// <summary>A feature's calls.</summary>
internal interface IOperationSource
{
    void AddTo(OperationTable table);
}
