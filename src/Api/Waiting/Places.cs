namespace CloudControl.Api.Waiting;

/// <summary>How many may wait at one time in this process: in all, and for each owner, so that one cannot take all places.</summary>
public sealed class Places(int most, int mostPerOwner)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, int> taken = [];
    private int inAll;

    /// <summary>Takes a place until it is disposed; null when there is none.</summary>
    public IDisposable? Take(Guid owner)
    {
        lock (gate)
        {
            var his = taken.GetValueOrDefault(owner);
            if (inAll >= most || his >= mostPerOwner)
            {
                return null;
            }

            (inAll, taken[owner]) = (inAll + 1, his + 1);
            return new Place(this, owner);
        }
    }

    private void Leave(Guid owner)
    {
        lock (gate)
        {
            inAll--;
            if (--taken[owner] == 0)
            {
                taken.Remove(owner);
            }
        }
    }

    private sealed class Place(Places places, Guid owner) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                places.Leave(owner);
            }
        }
    }
}
