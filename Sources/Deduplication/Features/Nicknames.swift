internal import Columns

/// Which given names are used for one another: Bob for Robert, Hannes for Johannes.
struct Nicknames: Sendable {
  static let standard = Nicknames(NicknameTable.english + " " + european)

  /// Number of a folded name, by its hash; 0 is no name of the table.
  private var numbers: [UInt64: UInt16] = [:]
  /// Pairs of numbers, the smaller one in the upper half.
  private var pairs: Set<UInt32> = []

  /// Short forms common in Germany, France, Spain, Italy, Poland, Sweden and the Netherlands that
  /// the English list lacks.
  private static let european = """
    alejandro:alex,ale aleksander:alek,olek aleksandra:ola alessandro:alex,sandro alexander:sascha,\
    sander alexandra:sandra,sascha andreas:andi,andy annika:anni antonio:toni,tonio antoni:antek \
    barbara:basia benedikt:bene bernhard:bernd birgitta:britta christian:chris christiane:chris \
    christine:tina christoph:chris dominik:domi eduardo:edu elisabeth:lisa,elli,liesel,sissi,betty \
    emanuel:manu fernando:nando florian:flo francesco:franco francisco:paco,pancho,fran \
    franciszek:franek franziska:franzi friedrich:fritz,fred georg:schorsch gerhard:gerd \
    giuseppe:beppe,peppe grzegorz:grzesiek gunther:gunni hans:hannes heinrich:heinz,heiner,heini \
    helene:leni ignacio:nacho jacek:jacus jakob:kuba,jascha jakub:kuba jan:janek joachim:jochen,\
    achim johann:hans,hannes johannes:hans,hannes,jan josef:sepp,jupp jose:pepe katarzyna:kasia \
    katharina:kathi,katja,kati konstantin:kosta krzysztof:krzys leonhard:leo lukas:luki magdalena:\
    lena,leni,magda malgorzata:gosia manuel:manu,manolo margarete:grete,gretel,greta maria:mia,\
    marie,maja martin:marti mateusz:mati matthias:matze,hias maximilian:max,maxi michael:michi,\
    micha,michel nikolaus:klaus,niko pascal:pasci philipp:phil piotr:piotrek rafael:rafa \
    reinhard:reini rosario:charo sebastian:basti,seb stanislaw:staszek stefan:steffen,steffi \
    stefanie:steffi susanne:susi,sanne teresa:tere theodor:theo theresa:resi,resa thomas:tom,tommi \
    tobias:tobi tomasz:tomek ulrich:uli,ulli ulrike:uli,ulli valentin:vali veronika:vroni,vera \
    viktoria:vicky vinzenz:vinz waldemar:waldi walter:walti wilhelm:willi,willy,wim wojciech:\
    wojtek wolfgang:wolfi,wolf zbigniew:zbyszek
    """

  init(_ table: String) {
    for entry in table.split(separator: " ") {
      let parts = entry.split(separator: ":")
      guard parts.count == 2 else { continue }
      let formal = enter(parts[0])
      for short in parts[1].split(separator: ",") {
        let number = enter(short)
        if number != formal { pairs.insert(Self.pair(formal, number)) }
      }
    }
  }

  /// The number of a name by the hash of its folded form, 0 when the table lacks it.
  func number(_ hash: UInt64) -> UInt16 { numbers[hash] ?? 0 }

  /// Whether one of two numbered names is a short form of the other.
  func areForms(_ left: UInt16, _ right: UInt16) -> Bool {
    left != 0 && right != 0 && pairs.contains(Self.pair(left, right))
  }

  private mutating func enter(_ name: Substring) -> UInt16 {
    var folder = TextFolder()
    let source = Array(name.utf8)
    let range = folder.append(source.span)
    let folded = folder.bytes
    let hash = MatchHash.of(folded.span, range)
    if let known = numbers[hash] { return known }
    let number = UInt16(numbers.count + 1)
    numbers[hash] = number
    return number
  }

  private static func pair(_ left: UInt16, _ right: UInt16) -> UInt32 {
    UInt32(min(left, right)) << 16 | UInt32(max(left, right))
  }
}
