using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace RxChat.Web;

/// <summary>Keys in a file, read again when it is another; one that cannot be used leaves the old ones in force.
/// </summary>
internal sealed class KeyFile
{
    private const int ShortestSecret = 32, Longest = 1024 * 1024;

    private readonly Lock _reading = new();
    private readonly string _path;
    private readonly Func<string, byte[], IReadOnlyList<SecurityKey>> _parse;
    private readonly Action<string> _report;
    private IReadOnlyList<SecurityKey> _keys;
    private (DateTime Written, long Length) _seen;

    public KeyFile(string path, Func<string, byte[], IReadOnlyList<SecurityKey>> parse, Action<string> report)
    {
        (_path, _parse, _report) = (path, parse, report);
        _seen = Look();
        _keys = Read();
    }

    /// <summary>Those in force.</summary>
    public IReadOnlyList<SecurityKey> Keys
    {
        get
        {
            lock (_reading)
            {
                try
                {
                    if (Look() is var now && now == _seen) return _keys;
                    // Tried once, however it goes.
                    _seen = now;
                    _keys = Read();
                }
                catch (IOException e)
                {
                    _report($"{e.Message}; what was in it before stays in force");
                }
                return _keys;
            }
        }
    }

    /// <summary>A file that is a secret, but for a line end.</summary>
    public static IReadOnlyList<SecurityKey> Secret(string path, byte[] held)
    {
        var secret = held.AsSpan().TrimEnd("\r\n"u8);
        return secret.Length >= ShortestSecret ? [new SymmetricSecurityKey(secret.ToArray())]
            : throw new IOException(
                $"{path} holds a secret of {secret.Length} bytes; let it have at least {ShortestSecret}, as of "
                + "openssl rand -base64 48");
    }

    /// <summary>A JWK Set.</summary>
    public static IReadOnlyList<SecurityKey> KeySet(string path, byte[] held)
    {
        try
        {
            // A secret among them would let whoever reads the file make tokens.
            var keys = new JsonWebKeySet(Encoding.UTF8.GetString(held)).GetSigningKeys()
                .Where(key => key is not SymmetricSecurityKey).ToArray();
            if (keys.Length > 0) return keys;
        }
        catch (ArgumentException)
        {
            // Is none.
        }
        throw new IOException($"{path} holds no public key of RSA or an elliptic curve; it is to be a JWK Set");
    }

    private (DateTime Written, long Length) Look()
    {
        // Of what a link leads to: files of secrets are changed by changing links.
        var file = new FileInfo(_path);
        var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return target.Exists ? (target.LastWriteTimeUtc, target.Length) : default;
    }

    private IReadOnlyList<SecurityKey> Read()
    {
        try
        {
            using var file = File.OpenRead(_path);
            var held = new byte[Longest];
            var length = file.ReadAtLeast(held, held.Length, throwOnEndOfStream: false);
            return _parse(_path, held[..length]);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{_path} cannot be read: {e.Message}");
        }
    }
}
