using RxChat.Bench.Check;

namespace RxChat.Server.Tests;

/// <summary>
/// Those of one protocol who are in a room from the start to the end and read well: each has to get everything that is
/// said there, once, as it was said, in the room's one order.
/// </summary>
internal sealed class CheckerStayers : IArrivals
{
    private readonly CheckerRoom _room;
    private readonly Reception _reception;
    private readonly string[] _names;
    private readonly int[] _positions;
    private readonly bool[] _astray;
    private int _reading;

    public CheckerStayers(CheckerRoom room, byte delimiter, params string[] names)
    {
        names.Length.Should().BeInRange(1, Reception.Samples, "of more than those the order is not looked at");
        (_room, _names) = (room, names);
        (_positions, _astray) = (new int[names.Length], new bool[names.Length]);
        _reception = new Reception(room.PayloadOf(delimiter), names.Length, room.Speakers, this);
    }

    public CheckerRoom Room => _room;

    /// <summary>Messages that all of them got, together.</summary>
    public long Deliveries
    {
        get { lock (_room.One) return _reception.Deliveries; }
    }

    public bool HaveGathered
    {
        get { lock (_room.One) return _reception.Gathered == _names.Length; }
    }

    public bool HaveStarted
    {
        get { lock (_room.One) return _reception.Started == _names.Length; }
    }

    public bool HaveAll => Deliveries >= _room.Said * _names.Length;

    public void Gather(long round)
    {
        lock (_room.One) _reception.Gather(round);
    }

    /// <summary>Messages of the room that one of them has not got.</summary>
    public long UnderWay(int index)
    {
        lock (_room.One) return _room.Said - _positions[index];
    }

    public void Received(int index, ReadOnlySpan<byte> chunk)
    {
        lock (_room.One)
        {
            _reading = index;
            _reception.Received(index, chunk);
        }
    }

    public void Ended(int index, string how)
    {
        lock (_room.One)
            _room.Fault($"{_names[index]} was cut off: {how}; the last it was told: {_reception.Notice(index)}");
    }

    public void Check()
    {
        var found = _reception.Finish(_room.Published);
        if (!found.IsFlawless) _room.Fault($"those who stayed: {found}");
        for (var i = 0; i < _names.Length; i++)
        {
            if (_reception.Strangers(i) is > 0 and var strangers)
                _room.Fault($"{_names[i]} got {strangers} frames nobody said");
        }
    }

    void IArrivals.Arrived(long due, int left)
    {
        var position = _positions[_reading]++;
        if (_astray[_reading] || _room.Order.Agrees(position, due)) return;
        // What follows differs too: once is enough.
        _astray[_reading] = true;
        _room.Fault($"{_names[_reading]} got another message {position} than the first to get there");
    }
}
