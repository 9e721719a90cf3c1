import { organisation, type Domain, type Identifier, type OrganisationKind } from '#contexts/organisation';
import { passesElevenTest } from '#kernel';
import type { Chance } from '../chance.ts';
import type { Scene } from '../scene.ts';
import type { Story } from '../story.ts';
import type { Town } from '../towns.ts';
import { filledIn } from '../words.ts';

type Partner = {
  readonly organisationId: string;
  readonly kind: OrganisationKind;
  readonly domain: Domain;
  readonly name: string;
};

export async function registerPartner(scene: Scene, town: Town, partner: Partner): Promise<void> {
  const identifier = identifierBy(scene.chance);
  const command = {
    type: 'RegisterOrganisation',
    ...partner,
    ...(identifier !== null && { identifier }),
  } as const;
  const events = await scene.subject(organisation, partner.organisationId, town).tell(command);
  if (events !== null) town.addPartner(partner.kind, partner.organisationId);
}

/** A partner comes, takes another name, and goes: on its own, or into another. */
export async function* organisationStory(scene: Scene): Story {
  const { chance, towns } = scene;
  const town = towns.any();
  const { kind, domain, name } = chance.pick(scene.words.partners);
  const organisationId = scene.newId(kind.toLowerCase(), town);
  const { tell } = scene.subject(organisation, organisationId, town);
  const named = (): string => filledIn(name, town.name, chance.between(2, 99));
  await registerPartner(scene, town, { organisationId, kind, domain, name: named() });
  for (let renamings = chance.between(0, 2); renamings > 0; renamings -= 1) {
    yield chance.between(60, 500);
    await tell({ type: 'RenameOrganisation', organisationId, name: named(), on: scene.happenedOn() });
  }
  if (chance.happens(0.4)) return;
  yield chance.between(60, 700);
  const home = towns.now(town);
  town.dropPartner(kind, organisationId);
  home.dropPartner(kind, organisationId);
  const others = home.partnersOf(kind);
  const on = scene.happenedOn();
  if (others.length === 0 || chance.happens(0.5)) {
    const reason = scene.word('reasons', town);
    await tell({ type: 'CloseOrganisation', organisationId, on, reason });
    return;
  }
  const by = chance.pick(others);
  await tell(async (facts) => {
    const [successor] = await facts.organisations([by]);
    const known = successor?.known ?? false;
    return { type: 'SucceedOrganisation', organisationId, by, on, successor: { known } };
  });
}

function identifierBy(chance: Chance): Identifier | null {
  switch (chance.weighted({ none: 5, kvk: 3, rsin: 1, oin: 1 })) {
    case 'none':
      return null;
    case 'kvk':
      return { scheme: 'kvk', value: String(chance.between(10_000_000, 99_999_999)) };
    case 'oin':
      return { scheme: 'oin', value: `0000000${chance.between(1e12, 9e12)}` };
    case 'rsin':
      for (;;) {
        const value = String(chance.between(800_000_000, 899_999_999));
        if (passesElevenTest(value)) return { scheme: 'rsin', value };
      }
  }
}
