/**
 * What people's passwords are made of. Lists of leaked passwords hold hardly any of 15 characters and more, and those
 * they hold are these words repeated, joined and decorated: so not the passwords are listed, but their parts, and what
 * a password has beside them is counted. That refuses far more than the 3,000 entries that ASVS 6.2.4 asks for.
 * Written by hand after the yearly lists of leaked passwords; lower case, letters only, at least three.
 */
export const COMMON_WORDS: readonly string[] = `
password passwort passw passwd pass pwd kennwort contrasena contrasenya motdepasse parola jelszo senha wachtwoord haslo heslo
welcome willkommen bienvenido bienvenue welkom hello hallo hola bonjour hithere goodbye please thanks letmein letme openup
opensesame sesame access login logon signin sign user username admin administrator root super superuser system sysadmin
manager master owner guest default temp temporary test testing tester demo sample example changeme change secret secrets
private secure security safe trust trustno one nobody anybody someone something anything nothing everything
iloveyou iloveu loveyou love lover lovely loveme amor teamo teiubesc jetaime liebe szeretlek forever always baby babygirl
babyboy honey sweetheart sweetie sugar darling angel angels princess prince queen king kings lady gentleman
sunshine rainbow flower flowers butterfly summer winter spring autumn season january february march april june july august
september october november december monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday
morning evening night birthday christmas easter holiday vacation weekend
football soccer baseball basketball hockey tennis rugby cricket golf swimming running skating racing fishing hunting
liverpool chelsea arsenal manchester united barcelona realmadrid madrid juventus milan bayern dortmund ajax benfica
yankees cowboys eagles steelers packers lakers bulls redsox patriots ranger rangers tigers lions bears panthers
dragon monkey tiger lion eagle panther wolf wolves horse horses pony dolphin dolphins shark turtle rabbit bunny kitty
kitten puppy doggy dog dogs cat cats bird birds fish bear duck chicken cow pig mouse snake spider scorpion falcon phoenix
unicorn elephant giraffe zebra penguin koala panda
superman batman spiderman ironman wonderwoman hulk thor captain america avengers starwars skywalker vader yoda jedi
pokemon pikachu mario luigi zelda sonic minecraft fortnite roblox counterstrike callofduty warcraft diablo starcraft
naruto sasuke goku dragonball harrypotter hogwarts gandalf frodo matrix neo terminator rambo rocky
michael jordan michelle jennifer jessica ashley amanda daniel david andrew joshua matthew anthony robert thomas william
james john joseph charles christopher richard george edward henry jack harry oliver charlie jacob samuel alexander
alexandra nicholas nicole samantha stephanie elizabeth victoria maria mary anna emma olivia sophie sophia isabella mia
emily charlotte hannah sarah laura lisa linda barbara susan patricia karen nancy donna carol sandra sharon kimberly
andrea claudia carlos miguel jose juan pedro pablo diego luis jorge fernando ricardo eduardo alejandro daniela valentina
camila gabriela mariana carolina peter paul mark steven stephen kevin brian jason justin ryan brandon tyler austin dylan
logan hunter chase taylor morgan jordan casey jamie alex sam max ben tom tim jim bob bill joe dave mike nick chris matt
mustafa ahmed mohamed mohammed muhammad ali hassan hussein omar fatima aisha ibrahim yusuf
laszlo istvan jozsef ferenc zoltan gabor attila sandor csaba kati eva zsuzsa erzsebet ilona agnes monika
computer internet google facebook twitter instagram youtube microsoft windows linux apple iphone android samsung nokia
sony playstation xbox nintendo netflix amazon paypal yahoo hotmail gmail outlook email mail website server network
database oracle cisco router wireless wifi modem keyboard monitor printer laptop desktop mobile telephone phone
whatever whatsup nevermind fuckyou fuckoff fuck shit asshole bitch bastard damn sexy sex hottie porn pussy dick
money dollar dollars euro euros cash bank banking credit card cards gold golden silver diamond platinum crystal pearl
business company office work working job boss team service services support helpdesk customer sales marketing finance
account accounts accounting invoice order orders payment payments ticket
london paris berlin vienna madrid rome roma budapest hungary america american canada mexico mexican brazil argentina
colombia chile peru espana spain france germany deutschland england ireland scotland poland polska turkey turkiye italia
italy russia china india japan australia africa egypt cairo dubai saudi arabia newyork california texas florida chicago
boston houston dallas miami hollywood lasvegas
blue green red yellow orange purple pink black white brown silver violet indigo color colour
cheese chocolate cookie cookies coffee pizza burger banana apple orange cherry strawberry peaches pepper ginger peanut
butter chicken bacon whiskey vodka beer wine tequila
guitar music musica piano drums metallica nirvana slipknot eminem beatles queen abba madonna beyonce shakira rihanna
mother mommy mom mum mama father daddy dad papa sister brother family familia children kids son daughter grandma grandpa
friend friends bestfriend wife husband girlfriend boyfriend girl girls boy boys man men woman women
ferrari porsche mercedes bmw audi volkswagen toyota honda nissan yamaha suzuki harley davidson mustang corvette camaro
chevrolet ford jeep truck motor motorcycle bicycle airplane
jesus christ god godisgood godislove jesuschrist heaven blessed bless faith hope grace allah bismillah inshallah buddha
freedom liberty peace power powerful strong winner champion number first second third best great good better cool awesome
amazing perfect beautiful pretty handsome happy smile lucky destiny dream dreams magic magical mystery shadow darkness
knight killer hunter warrior soldier ninja pirate assassin sniper ghost vampire zombie monster demon devil hell fire ice
storm thunder lightning ocean river mountain forest island beach sunset moon moonlight star stars galaxy universe earth
planet space rocket
correct horse battery staple tobeornottobe thequickbrownfox jumpsoverthelazydog lorem ipsum dolor
abc abcd abcde qwe qwer qwert qwerty qwertz azerty asd asdf asdfg asdfgh zxc zxcv zxcvb zxcvbn yxcv yxcvbn
the and for you are not with this that from have will your all can our out who get has him his how its let new now old see
two way day did use her she too any may say come here just like long make many over such take than them well were what
`
  .trim()
  .split(/\s+/);

/** What this product's people think of first. */
export const OUR_WORDS: readonly string[] = `
reup topup recharge prepaid voucher vouchers giftcard scratch scratchcard serial pin pins batch batches mint minting seal
sealed release redeem redemption activation activate subscription subscriber device devices month months minutes airtime
kiosk till store stores retailer retailers terminal approver reviewer office printhouse warehouse consignment inventory
`
  .trim()
  .split(/\s+/);
