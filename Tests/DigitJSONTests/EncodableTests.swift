import DigitJSON
import Foundation
import Testing

struct EncodableTests {
    @Test func encodersGetTheValue() throws {
        let value: JSON = ["b": [1, 0.1, true, nil, "x\n€"], "a_b": [:], "c": .number(Double(Float(0.7).description)!)]
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(value), as: UTF8.self)
        #expect(text == #"{"a_b":{},"b":[1,0.1,true,null,"x\n€"],"c":0.7}"#)
        #expect(try JSONReader.value(of: Array(text.utf8)) == ["a_b": [:], "b": [1, 0.1, true, nil, "x\n€"], "c": 0.7])
    }
}
