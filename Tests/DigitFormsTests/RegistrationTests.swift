import DigitImage
import DigitPhoto
import DigitReader
import Foundation
import TestSupport
import Testing

import DigitForms

struct RegistrationTests {
    /// An orientation of a page: its own pixels to the form's.
    struct Way: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let turn: Int
        let back: @Sendable (Double, Double) -> (Double, Double)
    }

    static let ways = [
        Way(testDescription: "as it is", turn: 0) { ($0, $1) },
        Way(testDescription: "askew, shifted and stretched", turn: 0) { x, y in
            (1.01 * x + 0.03 * y - 22.3, -0.028 * x + 0.99 * y + 17.7)
        },
        Way(testDescription: "from an angle", turn: 0) { x, y in
            let w = 1 + 4e-5 * x + 3e-5 * y
            return ((1.02 * x + 0.01 * y - 9) / w, (0.015 * x + 1.03 * y - 12) / w)
        },
        Way(testDescription: "upside down", turn: 180) { x, y in (850 - x + 6.4, 1100 - y - 9.2) },
    ]

    @Test(arguments: ways) func pagesAreLaidOnTheForm(_ way: Way) throws {
        let image = SamplePage.warped(
            SamplePage.form.reference, width: SamplePage.width, height: SamplePage.height, outside: 255, back: way.back)
        let registration = PageRegistration(matchers: [try FormMatcher(SamplePage.form)])
        let found = try #require(registration.register(PagePyramid(image)))
        #expect(found.turn == way.turn)
        #expect(found.fit.score > 0.8)
        #expect(found.fit.isFlat && found.fit.map.curl == nil)
        // There and back, by the map with which it was drawn.
        for x in stride(from: 100.0, through: 750, by: 130) {
            for y in stride(from: 100.0, through: 950, by: 170) {
                let place = found.fit.map.point(x: x, y: y)
                let again = way.back(place.x, place.y)
                let error = ((again.0 - x) * (again.0 - x) + (again.1 - y) * (again.1 - y)).squareRoot()
                #expect(error < 0.001 * Double(SamplePage.width), "(\(x), \(y))")
            }
        }
    }

    @Test func pagesOnTheirSideAreTurned() throws {
        let image = SamplePage.form.reference.oriented(6)
        let registration = PageRegistration(matchers: [try FormMatcher(SamplePage.form)])
        let found = try #require(registration.register(PagePyramid(image)))
        // Turned clockwise by 90 degrees, it is upright again after 270 more.
        #expect(found.turn == 270)
        let place = found.fit.map.point(x: 100, y: 200)
        #expect(abs(place.x - (1100 - 200)) < 1 && abs(place.y - 100) < 1)
    }

    @Test func negativesAreRead() throws {
        let reader = try FormReader(forms: [SamplePage.form], model: try NumbersModel())
        let sheet = try reader.read(SamplePage.form.reference.inverted)
        #expect(sheet.state == .unfilled && sheet.fields.count == 2)
        // A dark picture of anything else is not.
        let dark = GrayImage(width: 850, height: 1100, pixels: [UInt8](repeating: 20, count: 850 * 1100))
        #expect(try reader.read(dark).map == nil)
    }

    /// A clean scan whose coarse anchors agreed on a wrong place.
    @Test func aCleanScanIsRecognized() throws {
        let folder = try #require(Bundle.module.resourceURL).appending(path: "Sheets").path
        let form = try Form(contentsOf: folder + "/student.form")
        let sheet = try FormReader(forms: [form], model: try NumbersModel()).read(contentsOf: folder + "/student-0410.png")
        #expect(sheet.state == .read && sheet.registrationScore > 0.9)
        #expect(sheet.fields.map(\.value) == ["84345108"])
    }

    @Test func otherPagesDoNotFit() throws {
        let registration = PageRegistration(matchers: [try FormMatcher(SamplePage.form)])
        var random = SplitMix(state: 4)
        var other = GrayImage(width: 850, height: 1100, pixels: [UInt8](repeating: 255, count: 850 * 1100))
        #expect(registration.register(PagePyramid(other)) == nil)
        other.change { pixels in
            for _ in 0..<900 {
                let (x, y) = (Int.random(in: 20..<800, using: &random), Int.random(in: 20..<1060, using: &random))
                for row in y..<y + 12 {
                    for column in x..<x + Int.random(in: 3...30, using: &random) { pixels[row * 850 + column] = 0 }
                }
            }
        }
        #expect((registration.register(PagePyramid(other))?.fit.score ?? 0) < FormMatcher.leastScore)
    }

    @Test func aPageWithoutPrintIsNoForm() throws {
        let white = GrayImage(width: 300, height: 300, pixels: [UInt8](repeating: 255, count: 90_000))
        let form = try Form(name: "white", reference: white, fields: [])
        let error = #expect(throws: FormError.self) { try FormMatcher(form) }
        #expect(try #require(error).description.hasPrefix("form \"white\": more print expected on the page"))
    }
}
