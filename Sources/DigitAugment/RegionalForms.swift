/// Ways to write digits that MNIST's writers, Americans of around 1990, hardly used, drawn stroke by stroke.
///
/// These are the forms that are taught or usual in continental Europe, drawn up for this purpose: no data set and no font is behind
/// them. `GlyphVariants` adds strokes to MNIST's own digits where that is enough.
enum RegionalForms {
    /// A digit and one way to write it.
    static let all: [(digit: Int, glyph: StrokeGlyph)] = [
        // 1 with a long upstroke; with a foot; with a curved start.
        (1, "043036"), (1, "033036"), (1, "023026"), (1, "122026 0646"), (1, "053035"),
        // 2 that begins with a curl, its foot straight, waved or looped.
        (2, "~22120110304143150606 0646"), (2, "~22120110304143150505163646"), (2, "~1202103041331506 0646"),
        (2, "~120110304133140606052546"), (2, "~3221120110304133150606 ~060525364645"),
        // 3 with a flat top; with a hook. A closed curl at its top would make it a 9 with a foot.
        (3, "004022 ~22424546260605"), (3, "~0110304122 ~22424546260604"), (3, "~0100103041322212 ~12324345462605"),
        // 4 whose first stroke falls like lightning and whose second is short and low; open; with a long bar.
        (4, "200444 3336"), (4, "200545 3436"), (4, "100444 2326"), (4, "300444 3236"), (4, "300545 3346"),
        (4, "~200305 0545 3436"),
        (4, "~10040444 4246"), (4, "300444 3036"),
        // 5 in one stroke or with its bar apart.
        (5, "400002 ~0212324445361605"), (5, "401013 ~1322434546260605"), (5, "1012 ~12324445361605 1040"),
        // 7 with a bar, with a hooked or waved top.
        (7, "004016 1333"), (7, "010040 ~402326 1343"), (7, "~011021304040 4016 1343"), (7, "~010030402326 1343"),
        // 8 as a ribbon, open at the top.
        (8, "~4010011233444626050523324140"), (8, "~40100112334446361605234040"), (8, "~413010011233444636160523324140"),
        // 9 whose stem ends in a hook; with an open loop; with a straight stem.
        (9, "~411000021333414045462605"), (9, "~4130100002133341 ~40444536160504"), (9, "~311000021333414345361605"),
        (9, "~41100002133341 4036"), (9, "~41100002133341 ~40332516"), (9, "~40201001021333414045361605"),
        (9, "~3121120101103041 ~404345361605"), (9, "~41322212011030404345463605"), (9, "~3010011223324140 ~404536160504"),
    ].map { (digit: $0.0, glyph: StrokeGlyph($0.1)) }
}
