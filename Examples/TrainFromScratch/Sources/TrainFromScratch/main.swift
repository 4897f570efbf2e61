import Foundation

let arguments = CommandLine.arguments
let count = arguments.count > 2 ? Int(arguments[2]) : 600
guard arguments.count > 1, let count, count > 0 else {
    print("usage: TrainFromScratch FOLDER [IMAGES], where FOLDER holds MNIST's four files, such as ../../Data/MNIST")
    exit(2)
}
try trainFromScratch(folder: arguments[1], count: count)
