using RxChat.Scripting;

namespace RxChat.Server.Filters;

/// <summary>A filter file's text; that there is none is one more reason to refuse it.</summary>
internal static class ReadText
{
    public static string Of(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FilterFileException([new FilterProblem(path, 1, 1, $"cannot be read: {e.Message}")]);
        }
    }
}
