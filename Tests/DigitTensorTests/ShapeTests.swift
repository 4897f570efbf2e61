import DigitTensor
import Testing

/// Shapes, tensors and aligned memory.
struct ShapeTests {
    @Test(
        "Shapes print as Python prints tuples",
        arguments: [
            (Shape([]), "()"), (Shape([784]), "(784,)"), (Shape([28, 28, 1]), "(28, 28, 1)"),
        ])
    func description(_ shape: Shape, _ expected: String) { #expect(shape.description == expected) }

    @Test("Counts are products, and 1 for a scalar")
    func count() {
        #expect(Shape([]).count == 1)
        #expect(Shape([3, 4, 5]).count == 60)
        #expect(Shape([3, 0]).count == 0)
    }

    @Test("Reshaping keeps the elements in order")
    func reshape() {
        let tensor = Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6])
        #expect(tensor.reshaped(to: [3, 2]).scalars == tensor.scalars)
        #expect(Tensor(shape: [2], repeating: 7).scalars == [7, 7])
    }

    @Test("Buffers begin at a cache line and are zero", arguments: [0, 1, 15, 16, 1000])
    func alignedBuffer(_ count: Int) {
        let buffer = AlignedBuffer(count: count)
        #expect(Int(bitPattern: buffer.base) % 64 == 0)
        #expect((0..<count).allSatisfy { buffer.base[$0] == 0 })
        #expect(AlignedBuffer.aligned(count) % 16 == 0 && AlignedBuffer.aligned(count) >= count)
    }
}
