using CsCheck;
using RxChat.Server.Connect;

namespace RxChat.Server.Tests;

/// <summary>The line that is typed: what each key makes of it.</summary>
public class LineEditorTests
{
    private const string Family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";

    [Theory]
    [InlineData("hello", "hello|")]
    [InlineData("hello <Left> <Left> X", "helXlo|", 4)]
    [InlineData("hello <Home> X <End> Y", "XhelloY|")]
    [InlineData("a" + Family + "b <Left> <Backspace>", "ab|", 1)]
    [InlineData("e\u0301 <Backspace>", "|")]
    [InlineData("\U0001F44B <Backspace> x", "x|")]
    [InlineData("one_two <C-W> x", "x|")]
    [InlineData("hello <C-U>", "|")]
    [InlineData("hello <Left> <Left> <C-K>", "hel|")]
    [InlineData("hello <C-U> x <C-Y>", "xhello|")]
    [InlineData("hello <Home> <Delete>", "ello|", 0)]
    [InlineData("hello <Home> <Right> <C-D>", "hllo|", 1)]
    [InlineData("/jo <Tab>", "/join |")]
    [InlineData("al <Tab>", "al|")]
    [InlineData("ali <Tab>", "alice: |")]
    [InlineData("first <Enter> second <Enter> <Up> <Up>", "first|")]
    [InlineData("first <Enter> half <Up> <Down>", "half|")]
    [InlineData("first <Enter> <Up> <Up> <Up> x", "firstx|")]
    public void Keys_edit_it(string keys, string expected, int cursor = -1)
    {
        var editor = Editor();
        foreach (var key in Keys(keys)) editor.Press(key);
        editor.Text.Should().Be(expected.Replace("|", ""));
        editor.Cursor.Should().Be(cursor < 0 ? editor.Text.Length : cursor);
    }

    [Fact]
    public void Enter_gives_the_line_and_begins_another()
    {
        var editor = Editor();
        Keys("hi <Enter> <Enter>").Select(editor.Press).OfType<string>().Should().Equal("hi", "");
        editor.Text.Should().BeEmpty();
    }

    [Fact]
    public void Whatever_is_pressed_no_character_is_cut_in_two()
    {
        string[] keys =
        [
            "a", "é", Family, "\U0001F44B", "日", "e\u0301", "<Left>", "<Right>", "<Backspace>", "<Delete>", "<Home>",
            "<End>", "<C-W>", "<C-U>", "<C-K>", "<C-Y>", "<Up>", "<Down>", "<Tab>", "<Enter>",
        ];
        Gen.Int[0, keys.Length - 1].Array[0, 40].Sample(
            chosen =>
            {
                var editor = Editor();
                foreach (var index in chosen)
                {
                    foreach (var key in Keys(keys[index])) editor.Press(key);
                    editor.Cursor.Should().BeInRange(0, editor.Text.Length);
                    editor.Text.EnumerateRunes().Should().NotContain(System.Text.Rune.ReplacementChar);
                    Columns.Window(editor.Text, editor.Cursor, 10).Column.Should().BeLessThan(10);
                    Columns.Of(Columns.Window(editor.Text, editor.Cursor, 10).Part).Should().BeLessThan(10);
                }
            },
            iter: 2000);
    }

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("日本", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("\U0001F44B", 2)]
    [InlineData(Family, 2)]
    public void A_text_takes_as_many_columns_as_a_terminal_gives_it(string text, int columns) =>
        Columns.Of(text).Should().Be(columns);

    private static LineEditor Editor() => new((begun, isFirst) =>
        new[] { "/join", "/leave", "alice", "albert" }.Where(word =>
            word.StartsWith(begun, StringComparison.Ordinal) && (isFirst || word[0] != '/')));

    private static IEnumerable<ConsoleKeyInfo> Keys(string text) => text.Split(' ').SelectMany(word => word switch
    {
        "<Left>" => [Key(ConsoleKey.LeftArrow)],
        "<Right>" => [Key(ConsoleKey.RightArrow)],
        "<Up>" => [Key(ConsoleKey.UpArrow)],
        "<Down>" => [Key(ConsoleKey.DownArrow)],
        ['<', 'C', '-', var letter, '>'] => [Key(Enum.Parse<ConsoleKey>(letter.ToString()), isControl: true)],
        ['<', .. var name, '>'] => [Key(Enum.Parse<ConsoleKey>(name))],
        _ => word.Select(character => new ConsoleKeyInfo(character, ConsoleKey.NoName, false, false, false)),
    });

    private static ConsoleKeyInfo Key(ConsoleKey key, bool isControl = false) =>
        new('\0', key, false, false, isControl);
}
