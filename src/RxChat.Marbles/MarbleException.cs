namespace RxChat.Marbles;

/// <summary>The error that <c>#</c> stands for in a diagram that was given no other.</summary>
public sealed class MarbleException() : Exception("the # of a marble diagram");
