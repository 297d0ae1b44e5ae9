internal import Columns

/// Which given names are used for one another: Bob for Robert, Hannes for Johannes.
struct Nicknames: Sendable {
  static let standard = Nicknames(NicknameTable.english + " " + european, except: notForms)

  /// Hashes of the folded names of the table; a name's number is its place, from 1.
  private let names: HashIndex
  /// Pairs of numbers, the smaller one in the upper half.
  private let pairs: Set<UInt32>

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
    maja martin:marti mateusz:mati matthias:matze,hias maximilian:max,maxi michael:michi,\
    micha,michel nikolaus:klaus,niko pascal:pasci philipp:phil piotr:piotrek rafael:rafa \
    reinhard:reini rosario:charo sebastian:basti,seb stanislaw:staszek \
    stefanie:steffi susanne:susi,sanne teresa:tere theodor:theo theresa:resi,resa thomas:tom,tommi \
    tobias:tobi tomasz:tomek ulrich:uli,ulli ulrike:uli,ulli valentin:vali veronika:vroni,vera \
    viktoria:vicky vinzenz:vinz waldemar:waldi walter:walti wilhelm:willi,willy,wim wojciech:\
    wojtek wolfgang:wolfi,wolf zbigniew:zbyszek
    """

  /// Pairs of the lists that are two names each, not one and its short form: sisters, a couple,
  /// father and daughter bear them.
  private static let notForms = """
    agnes:inez albert:elbert,adelbert alexander:alexandria alice:elsie,lisa alicia:elsie,lisa \
    amelia:emily andrea:andrew ann:anna,anne anna:anne,hannah angelica:angelique barrett:garrett \
    bert:bertha bill:fred,robert billy:fred,robert bobby:roger carla:carly cecilia:sheila \
    chris:crystal claire:clara clara:clare cole:nicole dora:doris edna:edny edwin:edwina \
    elaine:eleanor,helen,helena eileen:helen,helena eleanor:ellen,helena elena:helen elisa:lisa \
    eliza:louisa,louise ella:ellen,helen,helene ellen:helen,helena,helene eloise:heloise,louise \
    emil:emily emily:emma emma:emmy erwin:irwin estella:stella estelle:stella eva:eve \
    evelina:evelyn felicia:felix floyd:lloyd frederica:frederick fred:frieda georgia:georgiana \
    george:georgine gretchen:margaret hannah:joanna,susan ian:john irene:rena ivan:john iva:ivy \
    jane:jean,jeanne jan:janet jennie:virginia jill:julia joan:joanna johannes:jonathan \
    johann:john johnathan:nathan jonathan:nathan joy:joyce judith:jody julian:jule,jules \
    julia:jules,julie jule:julie jules:julie june:junior justin:justina,justus kay:kayla \
    kayla:makayla kendra:kenny leon:lionel lina:paula linda:melinda livia:olivia \
    lois:louisa,louise louis:louise marc:marcus marcus:mark maria:mariah,marie \
    mariah:marietta,mary marian:marianna,marion marie:mary marietta:marion,maureen marion:mary \
    miranda:randi mona:ramona nada:nadine natalie:natasha ola:viola orlando:roland patrick:peter \
    rachel:shelly rena:serena robert:rupert rosa:rose sophia:sophie stephanie:stephen \
    valeri:valerie virginia:jennie william:wilma willie:wilson willy:wilson aaron:erin aron:erin
    """

  init(_ table: String, except notForms: String = "") {
    var numbers: [UInt64: UInt16] = [:]
    var hashes: [UInt64] = []
    func enter(_ name: Substring) -> UInt16 {
      let folded = TextFolder.folded(name)
      let hash = MatchHash.of(folded.span, folded.indices)
      if let known = numbers[hash] { return known }
      hashes.append(hash)
      numbers[hash] = UInt16(hashes.count)
      return UInt16(hashes.count)
    }
    var pairs: Set<UInt32> = []
    for entry in table.split(separator: " ") {
      let parts = entry.split(separator: ":")
      guard parts.count == 2 else { continue }
      let formal = enter(parts[0])
      for short in parts[1].split(separator: ",") {
        let number = enter(short)
        if number != formal { pairs.insert(Self.pair(formal, number)) }
      }
    }
    for entry in notForms.split(separator: " ") {
      let parts = entry.split(separator: ":")
      for other in parts[1].split(separator: ",") {
        pairs.remove(Self.pair(enter(parts[0]), enter(other)))
      }
    }
    self.pairs = pairs
    names = HashIndex(hashes)
  }

  /// The number of a name by the hash of its folded form, 0 when the table lacks it.
  func number(_ hash: UInt64) -> UInt16 { names.value(hash).map { $0 + 1 } ?? 0 }

  /// Whether one of two numbered names is a short form of the other.
  func areForms(_ left: UInt16, _ right: UInt16) -> Bool {
    left != 0 && right != 0 && pairs.contains(Self.pair(left, right))
  }

  private static func pair(_ left: UInt16, _ right: UInt16) -> UInt32 {
    UInt32(min(left, right)) << 16 | UInt32(max(left, right))
  }
}
