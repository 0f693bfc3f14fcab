namespace RxChat;

/// <summary>
/// The plain letter in a Latin letter that has its accents built in (é, ş, ệ). The framework's normalization would
/// know, but needs culture data, which the server does without.
/// </summary>
internal static class LatinLetters
{
    private const char First = '\u00C0';
    private const char Additional = '\u1E00';

    // From Unicode's canonical decompositions; a dot is a letter of its own.
    private const string Letters =
        "aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.yaaaaaaccccccccdd..eeeeeeeeeegggg" +
        "gggghh..iiiiiiiii...jjkk.llllll....nnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz." +
        "................................oo.............uu............................aaiioouuuuuuuuuu.aa" +
        "aa....ggkkoooo..j...gg..nnaa....aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............" +
        "................";

    private const string AdditionalLetters =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrr" +
        "ssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee" +
        "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

    public static char Plain(char c)
    {
        var plain = c switch
        {
            >= First when c - First < Letters.Length => Letters[c - First],
            >= Additional when c - Additional < AdditionalLetters.Length => AdditionalLetters[c - Additional],
            _ => '.',
        };
        return plain == '.' ? c : plain;
    }
}
